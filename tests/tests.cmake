pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
# A TIMEOUT is for what hangs: a busy machine may take ten times what a quiet one takes.
# Unit tests: each source is a program and a ctest case, run from the repository's root. What starts a pool of threads has
# the label `threads` and is run under ThreadSanitizer too (tools/tsan.sh), as are tests/cli/*threads*, test_screen.sh and test_serve.sh.
add_custom_target(thread_tests DEPENDS plimsoll)
file(GLOB test_sources CONFIGURE_DEPENDS tests/unit/*/test_*.c)
foreach(source ${test_sources})
    get_filename_component(stem ${source} NAME_WE)
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(folder ${folder} NAME)
    string(REPLACE "test_" "" stem ${stem})
    set(target test_${folder}_${stem})
    add_executable(${target} ${source})
    target_include_directories(${target} PRIVATE tests)
    if(folder STREQUAL "cmd") # the command line is part of the program, not of a library; the test brings its own table
        target_sources(${target} PRIVATE src/cmd/args.c src/cmd/manual.c)
    endif()
    target_link_libraries(${target} PRIVATE -Wl,--start-group ${PL_ALL_LIBS} -Wl,--end-group PkgConfig::CMOCKA)
    add_test(NAME unit.${folder}.${stem} COMMAND ${target} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(unit.${folder}.${stem} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 1800)
    file(STRINGS ${source} threaded REGEX "pl_pool_open|pl_thread_start|[.]threads")
    if(threaded)
        set_tests_properties(unit.${folder}.${stem} PROPERTIES LABELS threads)
        add_dependencies(thread_tests ${target})
    endif()
endforeach()
# The oracle of the own trigonometry is gcc's 113-bit arithmetic; with clang these tests compare hashes only.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    foreach(target test_geo_trig test_geo_sphere)
        if(TARGET ${target})
            target_link_libraries(${target} PRIVATE quadmath)
        endif()
    endforeach()
endif()
# Tests with a publisher of their own (tests/https_server.h) speak TLS.
foreach(target test_net_fetch test_app_publisher)
    if(TARGET ${target})
        target_link_libraries(${target} PRIVATE ssl crypto)
    endif()
endforeach()
# Tests with workbooks and photographs make them with tests/samples.h.
add_executable(helper_samples tests/helper_samples.c)
target_include_directories(helper_samples PRIVATE tests)
target_link_libraries(helper_samples PRIVATE pl_helper)
foreach(target test_app_confined test_helper_serve)
    if(TARGET ${target})
        add_dependencies(${target} plimsoll-helper plimsoll-helper-trial)
        target_compile_definitions(${target} PRIVATE PL_HELPER="$<TARGET_FILE:plimsoll-helper>"
            PL_HELPER_TRIAL="$<TARGET_FILE:plimsoll-helper-trial>")
    endif()
endforeach()
# The same vectors over libsodium's SHA-256, which plimsoll-verify has in place of libcrypto's.
if(TARGET plimsoll-verify)
    add_executable(test_verify_hash tests/unit/ledger/test_hash.c ${PL_SODIUM_HASH})
    target_link_libraries(test_verify_hash PRIVATE ${PL_VERIFY_LIBS} PkgConfig::CMOCKA crypto)
    add_dependencies(test_verify_hash plimsoll-verify)
    add_test(NAME unit.verify.hash COMMAND test_verify_hash WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endif()
# Scenarios that drive the real binary: tests/cli/*.txt through tests/cli/run_scenario.sh, and tests/cli/*.sh as they are.
file(GLOB scenarios CONFIGURE_DEPENDS tests/cli/*.txt)
foreach(scenario ${scenarios})
    get_filename_component(stem ${scenario} NAME_WE)
    add_test(NAME cli.${stem} COMMAND sh tests/cli/run_scenario.sh $<TARGET_FILE:plimsoll> ${scenario}
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(cli.${stem} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
endforeach()
file(GLOB scripts CONFIGURE_DEPENDS tests/cli/test_*.sh)
foreach(script ${scripts})
    get_filename_component(stem ${script} NAME_WE)
    string(REPLACE "test_" "" stem ${stem})
    # A script that does not depend on how the program was compiled, or does only what others do as well (with other
    # expectations), says so and runs in the plain build only.
    file(STRINGS ${script} plain_only REGEX "^# plain build only")
    if(plain_only AND PL_SANITIZE)
        continue()
    endif()
    add_test(NAME cli.${stem} COMMAND sh ${script} $<TARGET_FILE:plimsoll> WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(cli.${stem} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 1800)
    if(stem MATCHES "threads|^screen$|^serve$")
        set_tests_properties(cli.${stem} PROPERTIES LABELS threads)
    endif()
endforeach()
# The page in a browser, on a case that is made once (tests/web). What the compiler adds to find faults in C is tried without it.
if(NOT PL_SANITIZE)
    set(page_case ${CMAKE_BINARY_DIR}/page-case)
    add_test(NAME web.prepare COMMAND sh tests/web/case.sh $<TARGET_FILE:plimsoll> ${page_case} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(web.prepare PROPERTIES FIXTURES_SETUP page_case TIMEOUT 1800)
    file(GLOB page_tests CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} web/test/view_*.test.mjs)
    foreach(script ${page_tests})
        string(REGEX REPLACE ".*/view_(.*)[.]test[.]mjs" "\\1" stem ${script})
        add_test(NAME web.${stem} COMMAND sh tests/web/run.sh $<TARGET_FILE:plimsoll> ${page_case} ${script}
            WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
        set_tests_properties(web.${stem} PROPERTIES FIXTURES_REQUIRED page_case RESOURCE_LOCK browser SKIP_RETURN_CODE 77
            TIMEOUT 1800)
    endforeach()
endif()
# A shim that fails the N-th write or sync, or stops there and forgets what was not synced: every 23rd operation here,
# every single one with `make faults`. Not under sanitizers: their runtime must be loaded first.
if(NOT PL_SANITIZE)
    add_library(plimsoll_fault SHARED tests/fault/shim.c)
    target_compile_options(plimsoll_fault PRIVATE -Wno-conversion -Wno-missing-prototypes -Wno-shadow -Wno-pedantic)
    target_link_libraries(plimsoll_fault PRIVATE dl)
    add_test(NAME fault.case COMMAND sh tests/fault/run.sh $<TARGET_FILE:plimsoll> $<TARGET_FILE:plimsoll_fault>
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    add_test(NAME fault.lists COMMAND sh tests/fault/lists.sh $<TARGET_FILE:plimsoll> $<TARGET_FILE:plimsoll_fault>
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    add_test(NAME fault.undetected COMMAND sh tests/fault/undetected.sh $<TARGET_FILE:plimsoll> $<TARGET_FILE:plimsoll_fault>
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    add_test(NAME fault.filing COMMAND sh tests/fault/filing.sh $<TARGET_FILE:plimsoll> $<TARGET_FILE:plimsoll_fault>
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    add_test(NAME fault.release COMMAND sh tests/fault/release.sh $<TARGET_FILE:plimsoll> $<TARGET_FILE:plimsoll_fault>
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    add_test(NAME fault.live COMMAND sh tests/fault/live.sh $<TARGET_FILE:plimsoll> $<TARGET_FILE:plimsoll_fault>
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    add_test(NAME fault.live_kill COMMAND sh tests/fault/live_kill.sh $<TARGET_FILE:plimsoll> 8
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(fault.case fault.lists fault.undetected fault.filing fault.live fault.live_kill fault.release PROPERTIES TIMEOUT 3600)
endif()
# The longest first, so that none of them runs alone at the end. What is not named here takes less than ten seconds.
set(longest fault.case web.prepare web.watch web.observe web.work web.evidence web.report web.screen web.case web.shell web.vessel
    web.signin unit.verify.bundle unit.app.scan unit.app.reach unit.lists.ftm unit.app.case unit.detect.pipeline cli.check cli.compact
    cli.watch_live cli.api_observe cli.help_examples cli.screen cli.reference cli.reach cli.case cli.evidence cli.serve_kill fault.filing
    fault.lists fault.live cli.threads cli.lists cli.examples cli.screen_shared cli.gpsdecode cli.serve_accounts cli.log_go
    fault.undetected cli.verify_page cli.medium cli.leads cli.api_watch_map cli.log_shared cli.scan cli.report_scope cli.keys)
set(cost 1000)
foreach(name ${longest})
    if(TEST ${name})
        set_tests_properties(${name} PROPERTIES COST ${cost})
    endif()
    math(EXPR cost "${cost} - 10")
endforeach()
