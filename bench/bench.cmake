# bench/bench_<name>.c: one program each; tools/bench.sh (make bench) runs them beside their peers.
file(GLOB bench_sources CONFIGURE_DEPENDS bench/bench_*.c)
foreach(source ${bench_sources})
    get_filename_component(target ${source} NAME_WE)
    add_executable(${target} ${source})
    target_link_libraries(${target} PRIVATE -Wl,--start-group ${PL_ALL_LIBS} -Wl,--end-group)
endforeach()

# What bench/screen/fit.py fits: not a benchmark itself.
add_executable(screen_facts bench/screen/facts.c)
target_link_libraries(screen_facts PRIVATE -Wl,--start-group ${PL_ALL_LIBS} -Wl,--end-group)

# Pages that listen, for bench/serve/run.sh: not a benchmark by itself.
add_executable(serve_listeners bench/serve/listeners.c)
target_link_libraries(serve_listeners PRIVATE pl_base)
