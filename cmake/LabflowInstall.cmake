# SPDX-License-Identifier: GPL-2.0-or-later
# `cmake --install build` puts the plugin into the personal plugin folder, or with
# -DLABFLOW_SYSTEM_INSTALL=ON into the one for all users. Either can also be named:
# `--component personal`, `--component system` (the Debian package takes that one).
set(LABFLOW_PERSONAL_PLUGIN_DIR "$ENV{HOME}/.local/lib/wireshark/plugins/${LABFLOW_PLUGIN_SUBDIR}"
    CACHE PATH "Where Wireshark looks for this user's plugins")

if(LABFLOW_SYSTEM_INSTALL)
  set(_not_by_default personal)
else()
  set(_not_by_default system)
endif()

foreach(_component personal system)
  string(TOUPPER ${_component} _name)
  set(_optional "")
  if(_component STREQUAL _not_by_default)
    set(_optional EXCLUDE_FROM_ALL)
  endif()
  install(TARGETS labflow LIBRARY DESTINATION "${LABFLOW_${_name}_PLUGIN_DIR}"
          COMPONENT ${_component} ${_optional})
  file(APPEND "${CMAKE_BINARY_DIR}/installed-names.txt.new"
       "${LABFLOW_${_name}_PLUGIN_DIR}/labflow.so\n")
endforeach()

# The configuration profile `labflow`. The personal one is the user's own from then on: where there is
# one, it stays as it is.
string(REGEX REPLACE "/lib(64)?/.*" "/share/wireshark/profiles/labflow" LABFLOW_SYSTEM_PROFILE_DIR
       "${LABFLOW_SYSTEM_PLUGIN_DIR}")
set(LABFLOW_PERSONAL_PROFILE_DIR "$ENV{HOME}/.config/wireshark/profiles/labflow"
    CACHE PATH "Where Wireshark looks for this user's configuration profile labflow")
file(GLOB _profile CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/plugin/profile/labflow/*")
set(_optional "")
if(NOT LABFLOW_SYSTEM_INSTALL)
  set(_optional EXCLUDE_FROM_ALL)
endif()
install(FILES ${_profile} DESTINATION "${LABFLOW_SYSTEM_PROFILE_DIR}" COMPONENT system ${_optional})
if(NOT LABFLOW_SYSTEM_INSTALL)
  install(CODE "
    if(EXISTS \"\$ENV{DESTDIR}${LABFLOW_PERSONAL_PROFILE_DIR}\")
      message(STATUS \"Kept as it is: ${LABFLOW_PERSONAL_PROFILE_DIR}\")
    else()
      file(INSTALL ${_profile} DESTINATION \"${LABFLOW_PERSONAL_PROFILE_DIR}\")
    endif()" COMPONENT personal)
endif()
foreach(_file ${_profile})
  get_filename_component(_name "${_file}" NAME)
  file(APPEND "${CMAKE_BINARY_DIR}/installed-names.txt.new"
       "${LABFLOW_PERSONAL_PROFILE_DIR}/${_name}\n${LABFLOW_SYSTEM_PROFILE_DIR}/${_name}\n")
endforeach()
file(RENAME "${CMAKE_BINARY_DIR}/installed-names.txt.new" "${CMAKE_BINARY_DIR}/installed-names.txt")

# Wireshark says nothing when it skips root's personal plugins, so this does.
if(NOT LABFLOW_SYSTEM_INSTALL)
  install(CODE [[
    execute_process(COMMAND id -u OUTPUT_VARIABLE _uid OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(_uid STREQUAL "0")
      message(WARNING "This is root's personal plugin folder, and Wireshark ignores it when it runs "
        "as root. For a plugin that root and everybody else can use: ./run install --system, "
        "or configure with -DLABFLOW_SYSTEM_INSTALL=ON.")
    endif()]] COMPONENT personal)
endif()
