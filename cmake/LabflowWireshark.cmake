# SPDX-License-Identifier: GPL-2.0-or-later
# Finds Wireshark's development files and offers them as labflow::epan (dissection engine)
# and labflow::wsutil (allocation only, for plugin/core).
#
# WiresharkConfig.cmake comes with Debian's wireshark-dev (4.0, 4.4, 4.6). Where a distribution
# leaves it out, the pkg-config file `wireshark` gives the same facts.
find_package(PkgConfig REQUIRED)
pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0)

find_package(Wireshark CONFIG QUIET)
if(Wireshark_FOUND)
  set(LABFLOW_WIRESHARK_VERSION "${Wireshark_VERSION}")
  set(LABFLOW_WIRESHARK_MAJOR "${Wireshark_MAJOR_VERSION}")
  set(LABFLOW_WIRESHARK_MINOR "${Wireshark_MINOR_VERSION}")
  set(LABFLOW_SYSTEM_PLUGIN_DIR "${Wireshark_PLUGIN_INSTALL_DIR}/epan")
  get_target_property(_include epan INTERFACE_INCLUDE_DIRECTORIES)
else()
  pkg_check_modules(WIRESHARK REQUIRED IMPORTED_TARGET wireshark)
  set(LABFLOW_WIRESHARK_VERSION "${WIRESHARK_VERSION}")
  string(REPLACE "." ";" _parts "${WIRESHARK_VERSION}")
  list(GET _parts 0 LABFLOW_WIRESHARK_MAJOR)
  list(GET _parts 1 LABFLOW_WIRESHARK_MINOR)
  pkg_get_variable(_plugindir wireshark plugindir)
  set(LABFLOW_SYSTEM_PLUGIN_DIR "${_plugindir}/epan")
  set(_include "${WIRESHARK_INCLUDE_DIRS}")
endif()
message(STATUS "Wireshark ${LABFLOW_WIRESHARK_VERSION}; plugins for all users: ${LABFLOW_SYSTEM_PLUGIN_DIR}")

find_library(LABFLOW_WSUTIL_LIB NAMES wsutil PATH_SUFFIXES wireshark REQUIRED)
find_library(LABFLOW_EPAN_LIB NAMES wireshark REQUIRED)

add_library(labflow_wsutil INTERFACE)
target_include_directories(labflow_wsutil SYSTEM INTERFACE ${_include})
target_link_libraries(labflow_wsutil INTERFACE ${LABFLOW_WSUTIL_LIB} PkgConfig::GLIB)
add_library(labflow::wsutil ALIAS labflow_wsutil)

add_library(labflow_epan INTERFACE)
target_link_libraries(labflow_epan INTERFACE labflow_wsutil ${LABFLOW_EPAN_LIB})
add_library(labflow::epan ALIAS labflow_epan)

# The folder below ~/.local/lib/wireshark/plugins (and the system's) where this Wireshark looks.
set(LABFLOW_PLUGIN_SUBDIR "${LABFLOW_WIRESHARK_MAJOR}.${LABFLOW_WIRESHARK_MINOR}/epan")
