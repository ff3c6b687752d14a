# Makes text files part of a program: run with -P it writes a C source, included it adds such sources to a layer.
if(CMAKE_SCRIPT_MODE_FILE)
  # TEXT: the file; NAME: of the constant; TYPE: its struct {bytes, length}; HEADER: declares both; OUT: the source.
  file(READ "${TEXT}" hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
  file(WRITE "${OUT}" "#include \"${HEADER}\"\n\nstatic const unsigned char bytes[] = {\n${bytes}\n};\n\n"
    "const struct ${TYPE} ${NAME} = {bytes, sizeof bytes};\n")
  return()
endif()

# lg_embed(LAYER TEXT NAME TYPE HEADER): TEXT becomes `const struct TYPE NAME`, which HEADER declares.
function(lg_embed layer text name type header)
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.c")
  set(text "${CMAKE_CURRENT_SOURCE_DIR}/${text}")
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_FILE}")
  add_custom_command(OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DTEXT=${text}" -DNAME=${name} -DTYPE=${type} -DHEADER=${header} "-DOUT=${out}" -P "${script}"
    DEPENDS "${text}" "${script}" VERBATIM)
  target_sources(lg_${layer} PRIVATE "${out}")
endfunction()
