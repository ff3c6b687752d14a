# Cases: tests/cases/<suite>/<case>/ holds `cmd` and what is expected of it; one ctest each (tests/support/run-case).
file(GLOB case_commands CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/cases/*/*/cmd")
if(NOT case_commands)
  message(FATAL_ERROR "tests/cases holds no case: the glob finds nothing")
endif()
foreach(command IN LISTS case_commands)
  get_filename_component(folder "${command}" DIRECTORY)
  file(RELATIVE_PATH name "${CMAKE_CURRENT_SOURCE_DIR}/cases" "${folder}")
  string(REPLACE "/" ";" parts "${name}")
  list(GET parts 0 suite)
  string(REPLACE "/" "." name "${name}")
  add_test(NAME case.${name} COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/support/run-case"
    "$<TARGET_FILE:livegate>" "${folder}")
  set_tests_properties(case.${name} PROPERTIES LABELS case TIMEOUT 300 SKIP_RETURN_CODE 77
    ENVIRONMENT "${LG_TEST_ENV};LIVEGATE_TEST_PREFIX=${LIVEGATE_TEST_PREFIX};LIVEGATE_SOURCE=${CMAKE_SOURCE_DIR};LIVEGATE_BUILD=${CMAKE_BINARY_DIR}")
  if(suite STREQUAL "udp")
    set_tests_properties(case.${name} PROPERTIES RESOURCE_LOCK udp COST 100)
  endif()
endforeach()
