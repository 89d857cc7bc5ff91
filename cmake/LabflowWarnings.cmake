# SPDX-License-Identifier: GPL-2.0-or-later
# Warnings for our own files; headers of Wireshark and GLib are SYSTEM and stay out of it.
function(labflow_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion -Werror)
endfunction()
