# The rules of the house as tests, and every header compiled alone.
foreach(rule banned sizes format scripts)
  add_test(NAME house.${rule} COMMAND "${CMAKE_SOURCE_DIR}/ci/lint" ${rule})
endforeach()
add_test(NAME arch.layers COMMAND "${CMAKE_SOURCE_DIR}/ci/lint" layers)
set_tests_properties(house.banned house.sizes house.format house.scripts arch.layers PROPERTIES
  LABELS house SKIP_RETURN_CODE 77)
# Each rule has to find what was planted for it.
add_test(NAME house.rules-bite COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/support/rules-bite" "${CMAKE_SOURCE_DIR}")
set_tests_properties(house.rules-bite PROPERTIES LABELS house SKIP_RETURN_CODE 77)

file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/*/*.h")
set(lone_sources "")
foreach(header IN LISTS headers)
  file(RELATIVE_PATH include "${CMAKE_SOURCE_DIR}/src" "${header}")
  string(MAKE_C_IDENTIFIER "${include}" name)
  set(lone "${CMAKE_CURRENT_BINARY_DIR}/alone/${name}.c")
  file(CONFIGURE OUTPUT "${lone}" CONTENT "#include \"${include}\"\n#include \"${include}\"\nextern int ${name}_alone;\n" @ONLY)
  list(APPEND lone_sources "${lone}")
endforeach()
add_library(lg_headers_alone OBJECT ${lone_sources})
target_link_libraries(lg_headers_alone PRIVATE lg_flags)
