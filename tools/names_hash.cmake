# cmake -DDIR=src/names -DHAN=han_table.h -DOUT=source_hash.h -P tools/names_hash.cmake
# One hash over everything that decides how names are read and compared, so that a kept screening says by which version
# it was made, whatever was changed: the sources of src/names by name, and the table of Han readings.
file(GLOB files RELATIVE ${DIR} ${DIR}/*.c ${DIR}/*.h)
list(SORT files)
set(all "")
foreach(file ${files})
    file(SHA256 ${DIR}/${file} hash)
    string(APPEND all "${file} ${hash}\n")
endforeach()
if(EXISTS "${HAN}")
    file(SHA256 ${HAN} hash)
    string(APPEND all "han_table.h ${hash}\n")
endif()
string(SHA256 hash "${all}")
string(SUBSTRING ${hash} 0 16 hash)
file(WRITE ${OUT} "#define PL_NAMES_SOURCES \"${hash}\"\n")
