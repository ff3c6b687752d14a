# What takes longer or wants more tools: run where LIVEGATE_EXTRA is set (.ci/run), skipped and counted elsewhere.
foreach(check valgrind fuzz conformance page clients servers)
  set(tool wrong_meter)
  if(check MATCHES "clients|page")
    set(tool livegate)
  endif()
  add_test(NAME extra.${check} COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/support/extra-${check}" "${CMAKE_SOURCE_DIR}"
    $<TARGET_FILE:${tool}>)
  set_tests_properties(extra.${check} PROPERTIES LABELS extra SKIP_RETURN_CODE 77 TIMEOUT 1500)
endforeach()
# These share a build, which must not be made twice at the same time.
set_tests_properties(extra.valgrind PROPERTIES DEPENDS extra.conformance)

# The longest first, and what waits for real ticks beside what computes: two cores are then busy to the end.
set_tests_properties(extra.conformance extra.page extra.valgrind extra.fuzz PROPERTIES COST 1000)
set_tests_properties(joint.client joint.journal PROPERTIES COST 500)
