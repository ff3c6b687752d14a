# Fuzz targets: tests/fuzz/fuzz_<name>.c, whose first line names the layer it links: /* layer: conf */
# Its corpus is the folder tests/fuzz/corpus/<name>. With clang and LIVEGATE_FUZZ each becomes the libFuzzer program
# fuzz_<name>; without, it is linked with replay.c and ctest runs it over its corpus. libFuzzer writes what it finds into
# the first folder it is given: name one of your own before the corpus.
if(LIVEGATE_FUZZ AND NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "LIVEGATE_FUZZ needs clang")
endif()

function(lg_fuzz_target name source)
  file(STRINGS "${source}" first LIMIT_COUNT 1)
  if(NOT first MATCHES "^/\\* layer: ([a-z]+) \\*/$")
    message(FATAL_ERROR "${source}: the first line must name a layer: /* layer: conf */")
  endif()
  set(layer "${CMAKE_MATCH_1}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
  add_executable(fuzz_${name} "${source}")
  target_include_directories(fuzz_${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_link_libraries(fuzz_${name} PRIVATE lg_${layer})
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  if(LIVEGATE_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(fuzz_${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/replay.c")
  add_test(NAME fuzz.${name}.replay
    COMMAND fuzz_${name} "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}")
  set_tests_properties(fuzz.${name}.replay PROPERTIES ENVIRONMENT "${LG_TEST_ENV}" LABELS fuzz TIMEOUT 120)
endfunction()

file(GLOB fuzz_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_*.c")
foreach(source IN LISTS fuzz_sources)
  get_filename_component(name "${source}" NAME_WE)
  string(REGEX REPLACE "^fuzz_" "" name "${name}")
  lg_fuzz_target(${name} "${source}")
endforeach()

# A replay over nothing would prove nothing: it must say so and fail.
if(TARGET fuzz_conf AND NOT LIVEGATE_FUZZ)
  set(empty "${CMAKE_CURRENT_BINARY_DIR}/empty-corpus")
  file(MAKE_DIRECTORY "${empty}")
  add_test(NAME fuzz.empty_corpus COMMAND fuzz_conf "${empty}")
  set_tests_properties(fuzz.empty_corpus PROPERTIES LABELS fuzz TIMEOUT 30
    PASS_REGULAR_EXPRESSION "holds no input")
endif()
