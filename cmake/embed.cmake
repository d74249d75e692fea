# Writes <binary dir>/embed_table.c: every file of EMBED_FILES stands in the binary under its path.
# The bytes come in by the assembler's .incbin, so nothing is escaped or copied by hand.
function(chatdong_embed target)
  set(out "${CMAKE_BINARY_DIR}/embed_table.c")
  set(asm "")
  set(table "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    file(RELATIVE_PATH name "${CMAKE_SOURCE_DIR}" "${file}")
    string(APPEND asm
      "__asm__(\".section .rodata\\n.balign 16\\ncd_embed_${index}:\\n.incbin \\\"${file}\\\"\\n\"\n"
      "        \"cd_embed_${index}_end:\\n.byte 0\\n.previous\\n\");\n"
      "extern const unsigned char cd_embed_${index}[], cd_embed_${index}_end[];\n")
    string(APPEND table "    {\"${name}\", cd_embed_${index}, cd_embed_${index}_end},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(CONCAT text "#include \"base/embed.h\"\n\n" "${asm}"
    "\nconst struct cd_embedded cd_embedded_files[] = {\n" "${table}" "};\n"
    "const size_t cd_embedded_count = ${index};\n")
  file(CONFIGURE OUTPUT "${out}" CONTENT "${text}" @ONLY)
  set_source_files_properties("${out}" PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_sources(${target} PRIVATE "${out}")
endfunction()
