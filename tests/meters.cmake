# A meter that is wrong in ways that are asked for by name: `livegate conformance --meter` must catch and name each.
# Optimised and without sanitizers, since it is run hundreds of times.
add_executable(wrong_meter support/wrong_meter.c)
target_compile_definitions(wrong_meter PRIVATE _POSIX_C_SOURCE=200809L _XOPEN_SOURCE=700)
target_compile_features(wrong_meter PRIVATE c_std_17)
target_compile_options(wrong_meter PRIVATE -O2 -Wall -Wextra -Wconversion -Wshadow)
target_link_libraries(wrong_meter PRIVATE PkgConfig::pc_sndfile m)
set_target_properties(wrong_meter PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
