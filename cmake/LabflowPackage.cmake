# SPDX-License-Identifier: GPL-2.0-or-later
# `cpack -G DEB` in the build folder: a package with the plugin for all users, which depends on the
# libwireshark it was built against (dpkg-shlibdeps reads that from the plugin itself).
set(LABFLOW_DOC_DIR /usr/share/doc/labflow)
install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION ${LABFLOW_DOC_DIR} RENAME copyright
        COMPONENT package EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME labflow)
set(CPACK_PACKAGE_VENDOR "labflow developers")
set(CPACK_PACKAGE_CONTACT "labflow developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
string(CONCAT CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "labflow is a plugin for Wireshark ${LABFLOW_WIRESHARK_MAJOR}.${LABFLOW_WIRESHARK_MINOR}. It adds to every TCP frame the step\n"
  "of the handshake or teardown that it is, the RFC 9293 state of both ends after\n"
  "it, the expected against the actual sequence and acknowledgement number, and a\n"
  "sentence that explains it. All of it can be filtered on and shown in columns.")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)

# The plugin folder is an absolute path of Wireshark's: stage it, do not write to it.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};labflow;system;/"
    "${CMAKE_BINARY_DIR};labflow;package;/")
include(CPack)

# The Lua version, which needs no build: one archive to unpack into Wireshark's folder of Lua plugins.
file(GLOB_RECURSE LABFLOW_LUA RELATIVE "${CMAKE_SOURCE_DIR}/lua-compat" CONFIGURE_DEPENDS
     "${CMAKE_SOURCE_DIR}/lua-compat/labflow.lua" "${CMAKE_SOURCE_DIR}/lua-compat/labflow/*.lua")
set(LABFLOW_LUA_ZIP "${CMAKE_BINARY_DIR}/labflow-lua.zip")
list(TRANSFORM LABFLOW_LUA PREPEND "${CMAKE_SOURCE_DIR}/lua-compat/" OUTPUT_VARIABLE LABFLOW_LUA_FILES)
add_custom_command(OUTPUT "${LABFLOW_LUA_ZIP}"
  COMMAND "${CMAKE_COMMAND}" -E tar cf "${LABFLOW_LUA_ZIP}" --format=zip -- ${LABFLOW_LUA} README.md
  WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}/lua-compat"
  DEPENDS ${LABFLOW_LUA_FILES} "${CMAKE_SOURCE_DIR}/lua-compat/README.md"
  VERBATIM)
add_custom_target(labflow-lua ALL DEPENDS "${LABFLOW_LUA_ZIP}")
