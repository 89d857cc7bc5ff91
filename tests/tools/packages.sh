# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced: packages_ensure GROUP... installs what those groups need and is not there yet, with apt,
# after naming each package and why. Asks nothing (sudo may ask for a password). Needs no network
# and no rights where nothing is missing.

# group, package, why. The group "pinned" is taken only where the distribution has it, and the tests of
# its tools say so elsewhere: some judge the code in one version, Debian 12's, and Ubuntu's Chromium is no
# package.
packages_table() {
    cat <<'TABLE'
build  gcc              compiles the plugin
build  libc6-dev        the C library's headers
build  cmake            prepares the build and runs the tests
build  ninja-build      runs the build
build  pkgconf          tells the build where GLib is
build  libglib2.0-dev   GLib's headers, which Wireshark's own headers include
build  libgcrypt20-dev  what Wireshark's header on TLS includes
build  libnghttp2-dev   unpacks the header blocks of HTTP/2
build  wireshark-dev    the headers and libraries a Wireshark plugin is built against
build  tshark           Wireshark in the terminal
test   libcmocka-dev    the library of the unit tests
test   wireshark-common sharkd, the server that visits frames in any order
test   python3          runs the tests that drive tshark
test   python3-scapy    writes the hand-made captures
test   cmark-gfm        reads the report in Markdown
test   tidy             reads the report in HTML
test   python3-jsonschema holds the report in JSON against its schema
test   valgrind         finds memory errors
test   dpkg-dev         finds what the Debian package depends on
test   iproute2         makes the hosts that the tests of live kernels run on
test   procps           sets how they behave
test   tcpdump          captures what these say
test   file             tells that step which files are programs
gui    wireshark        the window itself, to test the plugin in
gui    xvfb             a display for it that nobody sees
gui    xdotool          types and clicks there
gui    imagemagick      takes pictures of it
gui    tesseract-ocr    reads what they say
lint   clang            builds the plugin as well, and warns of other things than gcc
lint   shellcheck       checks the shell scripts
lint   lua-check        checks the Lua scripts
lint   lua5.2           runs the script's core by itself, as Wireshark 4.0 does
lint   lua5.4           runs it as Wireshark 4.4 and 4.6 do
versions debootstrap    makes the folders with other Debian releases
pinned clang-format-14  checks the layout of the C code
pinned clang-tidy-14    checks the C code for mistakes
pinned clang-14         builds the fuzzers
pinned libclang-rt-14-dev libFuzzer, which makes up what they are fed
pinned chromium         draws the report in HTML
pinned tcptrace         counts packets, FINs and retransmissions of the same captures
TABLE
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        packages_die "This needs root, and there is no sudo: $*"
    fi
}

packages_die() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# Prints "package why" for each package of the groups.
packages_of() {
    local group package why
    while read -r group package why; do
        [[ " $* " != *" $group "* ]] || printf '%-18s %s\n' "$package" "$why"
    done <<<"$(packages_table)"
}

packages_missing() {
    local package why installed
    installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' |
        sed -n 's/^installed //p' | tr '\n' ' ')"
    while read -r package why; do
        [[ $installed == *" $package "* ]] || printf '%-18s %s\n' "$package" "$why"
    done <<<"$(packages_of "$@")"
}

# The version that apt would install; nothing where apt knows none.
packages_candidate() {
    apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: \([^(]\)/\1/p'
}

packages_ensure() {
    local missing names=() package
    [[ -n $(packages_of "$@") ]] || packages_die "no such group of packages: $*"
    type -P dpkg-query apt-get >/dev/null ||
        packages_die "This is not Debian or Ubuntu (no apt). Install what these are called here, then" \
            "use cmake:"$'\n'"$(packages_of "$@")"
    missing=$(packages_missing "$@")
    [[ -n $missing ]] || return 0
    packages_check_rights "$missing"

    echo "Not installed yet:"$'\n'"$missing"
    echo "Getting the distribution's package lists (apt-get update) ..."
    packages_apt -o APT::Update::Error-Mode=any update || echo "Going on with the lists that are here."

    while read -r package _; do
        if [[ -n $(packages_candidate "$package") ]]; then
            names+=("$package")
        elif [[ $(packages_of pinned) == *"$package "* ]]; then
            echo "This distribution has no $package: the test that needs it will say so."
        else
            packages_die "apt knows no package $package. No network, or a distribution that labflow" \
                "does not support (it needs Wireshark 4.0: Debian 12, Ubuntu 24.04 or newer)."
        fi
    done <<<"$missing"
    packages_check_wireshark

    ((${#names[@]} > 0)) || return 0
    echo "Installing ${#names[@]} packages with apt-get; give it a few minutes ..."
    packages_apt install -y --no-install-recommends "${names[@]}" || packages_die "Nothing was built."
}

# Quiet but for the sizes; when apt-get fails, the end of what it said.
packages_apt() {
    local said code=0
    said=$(mktemp)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" 2>"$said" |
        sed -un '/^Need to get\|^After this/p' || code=$?
    ((code == 0)) || {
        echo "apt-get failed. No network? It ended with:"
        tail -n 4 "$said"
    } >&2
    rm -f "$said"
    return "$code"
}

packages_check_rights() {
    ((EUID != 0)) || return 0
    type -P sudo >/dev/null || packages_no_rights "$1" "there is no sudo here"
    sudo -n true 2>/dev/null || [[ -t 0 ]] ||
        packages_no_rights "$1" "sudo wants a password and there is no terminal to ask on"
}

packages_no_rights() {
    packages_die "These packages are missing and $2:"$'\n'"$1"$'\n'"Ask someone who may to run:" \
        "apt-get install --no-install-recommends $(cut -d' ' -f1 <<<"$1" | tr '\n' ' ')"
}

packages_check_wireshark() {
    local version
    version=$(packages_candidate wireshark-dev)
    dpkg --compare-versions "$version" ge 4.0 ||
        packages_die "labflow needs Wireshark 4.0 or newer; this distribution has $version."
}
