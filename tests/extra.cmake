# What takes longer or wants more tools: run where LIVEGATE_EXTRA is set (.ci/run), skipped and counted elsewhere.
foreach(check valgrind fuzz conformance page clients)
  set(tool wrong_meter)
  if(check STREQUAL clients)
    set(tool livegate)
  endif()
  add_test(NAME extra.${check} COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/support/extra-${check}" "${CMAKE_SOURCE_DIR}"
    $<TARGET_FILE:${tool}>)
  set_tests_properties(extra.${check} PROPERTIES LABELS extra SKIP_RETURN_CODE 77 TIMEOUT 1500)
endforeach()
# They share a build, which must not be made twice at the same time.
set_tests_properties(extra.valgrind PROPERTIES RESOURCE_LOCK udp DEPENDS "extra.conformance;extra.page")
set_tests_properties(extra.page PROPERTIES DEPENDS extra.conformance)
