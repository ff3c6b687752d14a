# What the program reads at run time lies in <bin>/../share/livegate, installed or not: the build tree gets links.
set(LG_DATA_DIR "${CMAKE_BINARY_DIR}/share/livegate")
file(MAKE_DIRECTORY "${LG_DATA_DIR}")
foreach(folder ci fixtures gates reports starter)
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${folder}" "${LG_DATA_DIR}/${folder}" SYMBOLIC)
endforeach()

install(DIRECTORY gates/ DESTINATION ${CMAKE_INSTALL_DATADIR}/livegate/gates
  FILES_MATCHING PATTERN "*.yaml" PATTERN "*.md" PATTERN "*.schema.json")
install(DIRECTORY fixtures/sets fixtures/recordings DESTINATION ${CMAKE_INSTALL_DATADIR}/livegate/fixtures
  PATTERN "abletonosc-*" EXCLUDE PATTERN "record-anew" EXCLUDE)
# What `livegate init` begins a project with.
install(DIRECTORY starter DESTINATION ${CMAKE_INSTALL_DATADIR}/livegate)
# What a project takes for its own CI, nights and hooks.
install(DIRECTORY ci/azure ci/buildkite ci/export ci/github ci/gitlab ci/hooks ci/jenkins ci/nightly
  DESTINATION ${CMAKE_INSTALL_DATADIR}/livegate/ci USE_SOURCE_PERMISSIONS)
install(DIRECTORY reports/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/livegate/reports)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
