# Short names for what scripts/ does, for those who live in the build tree:
#   cmake --build --preset dev --target check | lint | format | contract
add_custom_target(lint COMMAND scripts/lint WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" USES_TERMINAL)
add_custom_target(format COMMAND scripts/lint --format WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
add_custom_target(contract COMMAND scripts/bundle COMMAND scripts/lint-contract
                  WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" USES_TERMINAL)
if(TARGET chatdong)
  add_custom_target(check COMMAND chatdong check
                    COMMAND ctest --test-dir "${CMAKE_BINARY_DIR}" --output-on-failure
                    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" USES_TERMINAL)
endif()
