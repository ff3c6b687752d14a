# One INTERFACE target carries every flag: what is not here is not used anywhere.
add_library(lg_flags INTERFACE)
target_compile_features(lg_flags INTERFACE c_std_17)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
target_include_directories(lg_flags INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_compile_definitions(lg_flags INTERFACE LIVEGATE_VERSION="${PROJECT_VERSION}")
# POSIX.1-2008 on both; macOS hides what is not asked for, so it is asked for by name there.
if(APPLE)
  target_compile_definitions(lg_flags INTERFACE _DARWIN_C_SOURCE)
else()
  target_compile_definitions(lg_flags INTERFACE _POSIX_C_SOURCE=200809L _XOPEN_SOURCE=700)
endif()
target_compile_options(lg_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow
  -Wstrict-prototypes -Wswitch-enum -Wmissing-prototypes -Wformat=2 -fno-common)
# The optimiser can't see over files that an error always returns -1, and takes what is set on success alone for
# unset; valgrind looks at the same at run time, over all tests.
target_compile_options(lg_flags INTERFACE $<$<C_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
# A product that is rounded before it is added gives the same figures with every compiler and processor.
target_compile_options(lg_flags INTERFACE -ffp-contract=off)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
target_link_libraries(lg_flags INTERFACE Threads::Threads)
if(LIVEGATE_WERROR)
  target_compile_options(lg_flags INTERFACE -Werror)
endif()
if(LIVEGATE_FAULTS)
  target_compile_definitions(lg_flags INTERFACE LIVEGATE_FAULTS)
endif()
if(LIVEGATE_SANITIZE)
  target_compile_options(lg_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(lg_flags INTERFACE -fsanitize=address,undefined)
endif()
if(LIVEGATE_FUZZ)
  target_compile_options(lg_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(lg_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
