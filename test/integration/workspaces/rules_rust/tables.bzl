"""What the program says of releases of rules_rust.

Generated from crate_universe/src/input/fields.rs and crate_universe/src/graph/constraints.rs: do not edit.
`cd crate_universe && UPDATE=1 cargo test --lib generated_files` writes it anew.
"""

# Field of annotations -> the first release whose rules have an attribute for it.
NEWER_FIELDS = {
    "build_script_env_files": "0.66",
    "build_script_use_cc_toolchain": "0.72",
    "build_script_use_default_shell_env": "0.56",
}

# Triple of rustc -> release -> constraint values from that release on.
CONSTRAINTS = {
    "aarch64-apple-darwin": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:macos",
        ],
    },
    "aarch64-apple-ios": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:ios",
        ],
    },
    "aarch64-apple-ios-macabi": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:ios",
        ],
        "0.70": [
            "@platforms//cpu:aarch64",
            "@platforms//os:macos",
        ],
    },
    "aarch64-apple-ios-sim": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:ios",
        ],
    },
    "aarch64-apple-tvos": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:tvos",
        ],
    },
    "aarch64-apple-tvos-sim": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:tvos",
        ],
    },
    "aarch64-apple-visionos": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:visionos",
        ],
    },
    "aarch64-apple-visionos-sim": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:visionos",
        ],
    },
    "aarch64-apple-watchos": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:watchos",
        ],
    },
    "aarch64-apple-watchos-sim": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:watchos",
        ],
    },
    "aarch64-kmc-solid_asp3": {},
    "aarch64-linux-android": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:android",
        ],
    },
    "aarch64-nintendo-switch-freestanding": {},
    "aarch64-oe-linux-gnu": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64-pc-windows-gnullvm": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:windows",
        ],
    },
    "aarch64-pc-windows-msvc": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:windows",
        ],
    },
    "aarch64-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:freebsd",
        ],
    },
    "aarch64-unknown-fuchsia": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:fuchsia",
        ],
    },
    "aarch64-unknown-helenos": {},
    "aarch64-unknown-hermit": {},
    "aarch64-unknown-illumos": {},
    "aarch64-unknown-l4re-uclibc": {},
    "aarch64-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64-unknown-linux-gnu_ilp32": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64-unknown-linux-ohos": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64-unknown-linux-pauthtest": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64-unknown-managarm-mlibc": {},
    "aarch64-unknown-netbsd": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:netbsd",
        ],
    },
    "aarch64-unknown-none": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:none",
        ],
    },
    "aarch64-unknown-none-softfloat": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:none",
        ],
    },
    "aarch64-unknown-nto-qnx700": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:qnx",
        ],
    },
    "aarch64-unknown-nto-qnx710": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:qnx",
        ],
    },
    "aarch64-unknown-nto-qnx710_iosock": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:qnx",
        ],
    },
    "aarch64-unknown-nuttx": {},
    "aarch64-unknown-openbsd": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:openbsd",
        ],
    },
    "aarch64-unknown-qnx": {},
    "aarch64-unknown-redox": {},
    "aarch64-unknown-teeos": {},
    "aarch64-unknown-trusty": {},
    "aarch64-unknown-uefi": {
        "0.57": [
            "@platforms//cpu:aarch64",
            "@platforms//os:uefi",
        ],
    },
    "aarch64-uwp-windows-msvc": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:windows",
        ],
    },
    "aarch64-wrs-vxworks": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:vxworks",
        ],
    },
    "aarch64_be-unknown-hermit": {},
    "aarch64_be-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64_be-unknown-linux-gnu_ilp32": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64_be-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:linux",
        ],
    },
    "aarch64_be-unknown-netbsd": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:netbsd",
        ],
    },
    "aarch64_be-unknown-none-softfloat": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:none",
        ],
    },
    "aarch64v8r-unknown-none": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:none",
        ],
    },
    "aarch64v8r-unknown-none-softfloat": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:none",
        ],
    },
    "amdgcn-amd-amdhsa": {},
    "arm-linux-androideabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:android",
        ],
    },
    "arm-unknown-linux-gnueabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "arm-unknown-linux-gnueabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "arm-unknown-linux-musleabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "arm-unknown-linux-musleabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "arm64_32-apple-watchos": {
        "0.0": [
            "@platforms//cpu:aarch64",
            "@platforms//os:watchos",
        ],
    },
    "arm64e-apple-darwin": {
        "0.0": [
            "@platforms//cpu:arm64e",
            "@platforms//os:macos",
        ],
    },
    "arm64e-apple-ios": {
        "0.0": [
            "@platforms//cpu:arm64e",
            "@platforms//os:ios",
        ],
    },
    "arm64e-apple-tvos": {
        "0.0": [
            "@platforms//cpu:arm64e",
            "@platforms//os:tvos",
        ],
    },
    "arm64ec-pc-windows-msvc": {},
    "armeb-unknown-linux-gnueabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "armebv7r-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "armebv7r-none-eabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "armv4t-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "armv4t-unknown-linux-gnueabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "armv5te-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "armv5te-unknown-linux-gnueabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "armv5te-unknown-linux-musleabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "armv5te-unknown-linux-uclibceabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "armv6-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "armv6-none-eabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "armv6-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:freebsd",
        ],
    },
    "armv6-unknown-netbsd-eabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:netbsd",
        ],
    },
    "armv6k-nintendo-3ds": {},
    "armv7-linux-androideabi": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:android",
        ],
    },
    "armv7-oe-linux-gnueabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-rtems-eabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:none",
        ],
    },
    "armv7-sony-vita-newlibeabihf": {},
    "armv7-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:freebsd",
        ],
    },
    "armv7-unknown-linux-gnueabi": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-unknown-linux-gnueabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-unknown-linux-musleabi": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-unknown-linux-musleabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-unknown-linux-ohos": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-unknown-linux-uclibceabi": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-unknown-linux-uclibceabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:linux",
        ],
    },
    "armv7-unknown-netbsd-eabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:netbsd",
        ],
    },
    "armv7-unknown-trusty": {},
    "armv7-wrs-vxworks-eabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:vxworks",
        ],
    },
    "armv7a-kmc-solid_asp3-eabi": {},
    "armv7a-kmc-solid_asp3-eabihf": {},
    "armv7a-none-eabi": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:none",
        ],
    },
    "armv7a-none-eabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:none",
        ],
    },
    "armv7a-nuttx-eabi": {},
    "armv7a-nuttx-eabihf": {},
    "armv7k-apple-watchos": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:watchos",
        ],
    },
    "armv7r-none-eabi": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:none",
        ],
    },
    "armv7r-none-eabihf": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:none",
        ],
    },
    "armv7s-apple-ios": {
        "0.0": [
            "@platforms//cpu:armv7",
            "@platforms//os:ios",
        ],
    },
    "armv8r-none-eabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "avr-none": {
        "0.71": [
            "@platforms//cpu:avr",
            "@platforms//os:none",
        ],
    },
    "bpfeb-unknown-none": {
        "0.71": [
            "@platforms//cpu:bpfeb",
            "@platforms//os:none",
        ],
    },
    "bpfel-unknown-none": {
        "0.71": [
            "@platforms//cpu:bpfel",
            "@platforms//os:none",
        ],
    },
    "csky-unknown-linux-gnuabiv2": {},
    "csky-unknown-linux-gnuabiv2hf": {},
    "hexagon-unknown-linux-musl": {
        "0.71": [
            "@platforms//cpu:hexagon",
            "@platforms//os:linux",
        ],
    },
    "hexagon-unknown-none-elf": {
        "0.71": [
            "@platforms//cpu:hexagon",
            "@platforms//os:none",
        ],
    },
    "hexagon-unknown-qurt": {},
    "i386-apple-ios": {
        "0.0": [
            "@platforms//cpu:i386",
            "@platforms//os:ios",
        ],
    },
    "i586-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:linux",
        ],
    },
    "i586-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:linux",
        ],
    },
    "i586-unknown-netbsd": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:netbsd",
        ],
    },
    "i586-unknown-redox": {},
    "i686-apple-darwin": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:macos",
        ],
    },
    "i686-linux-android": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:android",
        ],
    },
    "i686-oe-linux-gnu": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:linux",
        ],
    },
    "i686-pc-nto-qnx700": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:qnx",
        ],
    },
    "i686-pc-windows-gnu": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:windows",
        ],
    },
    "i686-pc-windows-gnullvm": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:windows",
        ],
    },
    "i686-pc-windows-msvc": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:windows",
        ],
    },
    "i686-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:freebsd",
        ],
    },
    "i686-unknown-haiku": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:haiku",
        ],
    },
    "i686-unknown-helenos": {},
    "i686-unknown-hurd-gnu": {},
    "i686-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:linux",
        ],
    },
    "i686-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:linux",
        ],
    },
    "i686-unknown-netbsd": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:netbsd",
        ],
    },
    "i686-unknown-openbsd": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:openbsd",
        ],
    },
    "i686-unknown-uefi": {
        "0.57": [
            "@platforms//cpu:x86_32",
            "@platforms//os:uefi",
        ],
    },
    "i686-uwp-windows-gnu": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:windows",
        ],
    },
    "i686-uwp-windows-msvc": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:windows",
        ],
    },
    "i686-win7-windows-gnu": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:windows",
        ],
    },
    "i686-win7-windows-msvc": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:windows",
        ],
    },
    "i686-wrs-vxworks": {
        "0.0": [
            "@platforms//cpu:x86_32",
            "@platforms//os:vxworks",
        ],
    },
    "loongarch32-unknown-none": {},
    "loongarch32-unknown-none-softfloat": {},
    "loongarch64-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:loongarch64",
            "@platforms//os:linux",
        ],
    },
    "loongarch64-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:loongarch64",
            "@platforms//os:linux",
        ],
    },
    "loongarch64-unknown-linux-ohos": {
        "0.0": [
            "@platforms//cpu:loongarch64",
            "@platforms//os:linux",
        ],
    },
    "loongarch64-unknown-none": {
        "0.0": [
            "@platforms//cpu:loongarch64",
            "@platforms//os:none",
        ],
    },
    "loongarch64-unknown-none-softfloat": {
        "0.0": [
            "@platforms//cpu:loongarch64",
            "@platforms//os:none",
        ],
    },
    "m68k-unknown-linux-gnu": {},
    "m68k-unknown-none-elf": {},
    "mips-mti-none-elf": {
        "0.71": [
            "@platforms//cpu:mips32",
            "@platforms//os:none",
        ],
    },
    "mips-unknown-linux-gnu": {
        "0.71": [
            "@platforms//cpu:mips32",
            "@platforms//os:linux",
        ],
    },
    "mips-unknown-linux-musl": {
        "0.71": [
            "@platforms//cpu:mips32",
            "@platforms//os:linux",
        ],
    },
    "mips-unknown-linux-uclibc": {
        "0.71": [
            "@platforms//cpu:mips32",
            "@platforms//os:linux",
        ],
    },
    "mips64-openwrt-linux-musl": {
        "0.0": [
            "@platforms//cpu:mips64",
            "@platforms//os:linux",
        ],
    },
    "mips64-unknown-linux-gnuabi64": {
        "0.0": [
            "@platforms//cpu:mips64",
            "@platforms//os:linux",
        ],
    },
    "mips64-unknown-linux-muslabi64": {
        "0.0": [
            "@platforms//cpu:mips64",
            "@platforms//os:linux",
        ],
    },
    "mips64el-unknown-linux-gnuabi64": {
        "0.0": [
            "@platforms//cpu:mips64",
            "@platforms//os:linux",
        ],
    },
    "mips64el-unknown-linux-muslabi64": {
        "0.0": [
            "@platforms//cpu:mips64",
            "@platforms//os:linux",
        ],
    },
    "mipsel-mti-none-elf": {},
    "mipsel-sony-psp": {},
    "mipsel-sony-psx": {},
    "mipsel-unknown-linux-gnu": {},
    "mipsel-unknown-linux-musl": {},
    "mipsel-unknown-linux-uclibc": {},
    "mipsel-unknown-netbsd": {},
    "mipsel-unknown-none": {},
    "mipsisa32r6-unknown-linux-gnu": {},
    "mipsisa32r6el-unknown-linux-gnu": {},
    "mipsisa64r6-unknown-linux-gnuabi64": {},
    "mipsisa64r6el-unknown-linux-gnuabi64": {},
    "msp430-none-elf": {},
    "nvptx64-nvidia-cuda": {},
    "powerpc-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:freebsd",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:freebsd",
        ],
    },
    "powerpc-unknown-helenos": {},
    "powerpc-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:linux",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:linux",
        ],
    },
    "powerpc-unknown-linux-gnuspe": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:linux",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:linux",
        ],
    },
    "powerpc-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:linux",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:linux",
        ],
    },
    "powerpc-unknown-linux-muslspe": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:linux",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:linux",
        ],
    },
    "powerpc-unknown-netbsd": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:netbsd",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:netbsd",
        ],
    },
    "powerpc-unknown-openbsd": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:openbsd",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:openbsd",
        ],
    },
    "powerpc-wrs-vxworks": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:vxworks",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:vxworks",
        ],
    },
    "powerpc-wrs-vxworks-spe": {
        "0.0": [
            "@platforms//cpu:ppc",
            "@platforms//os:vxworks",
        ],
        "0.70": [
            "@platforms//cpu:ppc32",
            "@platforms//os:vxworks",
        ],
    },
    "powerpc64-ibm-aix": {},
    "powerpc64-unknown-freebsd": {
        "0.70": [
            "@platforms//cpu:ppc",
            "@platforms//os:freebsd",
        ],
    },
    "powerpc64-unknown-linux-gnu": {
        "0.70": [
            "@platforms//cpu:ppc",
            "@platforms//os:linux",
        ],
    },
    "powerpc64-unknown-linux-gnuelfv2": {
        "0.70": [
            "@platforms//cpu:ppc",
            "@platforms//os:linux",
        ],
    },
    "powerpc64-unknown-linux-musl": {
        "0.70": [
            "@platforms//cpu:ppc",
            "@platforms//os:linux",
        ],
    },
    "powerpc64-unknown-openbsd": {
        "0.70": [
            "@platforms//cpu:ppc",
            "@platforms//os:openbsd",
        ],
    },
    "powerpc64-wrs-vxworks": {
        "0.70": [
            "@platforms//cpu:ppc",
            "@platforms//os:vxworks",
        ],
    },
    "powerpc64le-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:ppc64le",
            "@platforms//os:freebsd",
        ],
    },
    "powerpc64le-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:ppc64le",
            "@platforms//os:linux",
        ],
    },
    "powerpc64le-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:ppc64le",
            "@platforms//os:linux",
        ],
    },
    "riscv32-wrs-vxworks": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:vxworks",
        ],
    },
    "riscv32e-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32em-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32emc-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32gc-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:linux",
        ],
    },
    "riscv32gc-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:linux",
        ],
    },
    "riscv32i-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32im-risc0-zkvm-elf": {},
    "riscv32im-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32ima-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32imac-esp-espidf": {},
    "riscv32imac-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32imac-unknown-nuttx-elf": {},
    "riscv32imac-unknown-xous-elf": {},
    "riscv32imafc-esp-espidf": {},
    "riscv32imafc-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32imafc-unknown-nuttx-elf": {},
    "riscv32imc-esp-espidf": {},
    "riscv32imc-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv32imc-unknown-nuttx-elf": {},
    "riscv32imfc-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv32",
            "@platforms//os:none",
        ],
    },
    "riscv64-linux-android": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:android",
        ],
    },
    "riscv64-oe-linux-gnu": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:linux",
        ],
    },
    "riscv64-wrs-vxworks": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:vxworks",
        ],
    },
    "riscv64a23-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:linux",
        ],
    },
    "riscv64gc-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:freebsd",
        ],
    },
    "riscv64gc-unknown-fuchsia": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:fuchsia",
        ],
    },
    "riscv64gc-unknown-hermit": {},
    "riscv64gc-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:linux",
        ],
    },
    "riscv64gc-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:linux",
        ],
    },
    "riscv64gc-unknown-managarm-mlibc": {},
    "riscv64gc-unknown-netbsd": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:netbsd",
        ],
    },
    "riscv64gc-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:none",
        ],
    },
    "riscv64gc-unknown-nuttx-elf": {},
    "riscv64gc-unknown-openbsd": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:openbsd",
        ],
    },
    "riscv64gc-unknown-redox": {},
    "riscv64im-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:none",
        ],
    },
    "riscv64imac-unknown-none-elf": {
        "0.0": [
            "@platforms//cpu:riscv64",
            "@platforms//os:none",
        ],
    },
    "riscv64imac-unknown-nuttx-elf": {},
    "s390x-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:s390x",
            "@platforms//os:linux",
        ],
    },
    "s390x-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:s390x",
            "@platforms//os:linux",
        ],
    },
    "s390x-unknown-none-softfloat": {
        "0.0": [
            "@platforms//cpu:s390x",
            "@platforms//os:none",
        ],
    },
    "sparc-unknown-linux-gnu": {},
    "sparc-unknown-none-elf": {},
    "sparc64-unknown-helenos": {},
    "sparc64-unknown-linux-gnu": {
        "0.71": [
            "@platforms//cpu:sparc64",
            "@platforms//os:linux",
        ],
    },
    "sparc64-unknown-netbsd": {
        "0.71": [
            "@platforms//cpu:sparc64",
            "@platforms//os:netbsd",
        ],
    },
    "sparc64-unknown-openbsd": {
        "0.71": [
            "@platforms//cpu:sparc64",
            "@platforms//os:openbsd",
        ],
    },
    "sparcv9-sun-solaris": {},
    "thumbv4t-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "thumbv5te-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "thumbv6-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
        "0.71": [
            "@platforms//cpu:armv6",
            "@platforms//os:none",
        ],
    },
    "thumbv6m-none-eabi": {
        "0.0": [
            "@platforms//cpu:armv6-m",
            "@platforms//os:none",
        ],
    },
    "thumbv6m-nuttx-eabi": {},
    "thumbv7a-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "thumbv7a-none-eabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "thumbv7a-nuttx-eabi": {},
    "thumbv7a-nuttx-eabihf": {},
    "thumbv7a-pc-windows-msvc": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:windows",
        ],
    },
    "thumbv7a-uwp-windows-msvc": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:windows",
        ],
    },
    "thumbv7a-vex-v5": {},
    "thumbv7em-none-eabi": {
        "0.0": [
            "@platforms//cpu:armv7e-m",
            "@platforms//os:none",
        ],
    },
    "thumbv7em-none-eabihf": {
        "0.0": [
            "@platforms//cpu:armv7e-m",
            "@platforms//os:none",
        ],
        "0.70": [
            "@platforms//cpu:armv7e-mf",
            "@platforms//os:none",
        ],
    },
    "thumbv7em-nuttx-eabi": {},
    "thumbv7em-nuttx-eabihf": {},
    "thumbv7m-none-eabi": {
        "0.0": [
            "@platforms//cpu:armv7-m",
            "@platforms//os:none",
        ],
    },
    "thumbv7m-nuttx-eabi": {},
    "thumbv7neon-linux-androideabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:android",
        ],
    },
    "thumbv7neon-unknown-linux-gnueabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "thumbv7neon-unknown-linux-musleabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:linux",
        ],
    },
    "thumbv7r-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "thumbv7r-none-eabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "thumbv8m.base-none-eabi": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "thumbv8m.base-nuttx-eabi": {},
    "thumbv8m.main-none-eabi": {
        "0.0": [
            "@platforms//cpu:armv8-m",
            "@platforms//os:none",
        ],
    },
    "thumbv8m.main-none-eabihf": {
        "0.0": [
            "@platforms//cpu:armv8-m",
            "@platforms//os:none",
        ],
    },
    "thumbv8m.main-nuttx-eabi": {},
    "thumbv8m.main-nuttx-eabihf": {},
    "thumbv8r-none-eabihf": {
        "0.0": [
            "@platforms//cpu:arm",
            "@platforms//os:none",
        ],
    },
    "wasm32-unknown-emscripten": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:emscripten",
        ],
    },
    "wasm32-unknown-unknown": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:none",
        ],
    },
    "wasm32-wali-linux-musl": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:linux",
        ],
    },
    "wasm32-wasip1": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:wasi",
        ],
    },
    "wasm32-wasip1-threads": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:wasi",
        ],
    },
    "wasm32-wasip2": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:wasi",
        ],
    },
    "wasm32-wasip3": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:wasi",
        ],
    },
    "wasm32v1-none": {
        "0.0": [
            "@platforms//cpu:wasm32",
            "@platforms//os:none",
        ],
    },
    "wasm64-unknown-unknown": {
        "0.0": [
            "@platforms//cpu:wasm64",
            "@platforms//os:none",
        ],
    },
    "x86_64-apple-darwin": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:macos",
        ],
    },
    "x86_64-apple-ios": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:ios",
        ],
    },
    "x86_64-apple-ios-macabi": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:ios",
        ],
        "0.70": [
            "@platforms//cpu:x86_64",
            "@platforms//os:macos",
        ],
    },
    "x86_64-apple-tvos": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:tvos",
        ],
    },
    "x86_64-apple-watchos-sim": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:watchos",
        ],
    },
    "x86_64-fortanix-unknown-sgx": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:none",
        ],
    },
    "x86_64-linux-android": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:android",
        ],
    },
    "x86_64-lynx-lynxos178": {},
    "x86_64-oe-linux-gnu": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-pc-cygwin": {},
    "x86_64-pc-nto-qnx710": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:qnx",
        ],
    },
    "x86_64-pc-nto-qnx710_iosock": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:qnx",
        ],
    },
    "x86_64-pc-qnx": {},
    "x86_64-pc-solaris": {},
    "x86_64-pc-windows-gnu": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:windows",
        ],
    },
    "x86_64-pc-windows-gnullvm": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:windows",
        ],
    },
    "x86_64-pc-windows-msvc": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:windows",
        ],
    },
    "x86_64-unikraft-linux-musl": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-dragonfly": {},
    "x86_64-unknown-freebsd": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:freebsd",
        ],
    },
    "x86_64-unknown-fuchsia": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:fuchsia",
        ],
    },
    "x86_64-unknown-haiku": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:haiku",
        ],
    },
    "x86_64-unknown-helenos": {},
    "x86_64-unknown-hermit": {},
    "x86_64-unknown-hurd-gnu": {},
    "x86_64-unknown-illumos": {},
    "x86_64-unknown-l4re-uclibc": {},
    "x86_64-unknown-linux-gnu": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-linux-gnuasan": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-linux-gnumsan": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-linux-gnutsan": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-linux-gnux32": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-linux-musl": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-linux-none": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-linux-ohos": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:linux",
        ],
    },
    "x86_64-unknown-managarm-mlibc": {},
    "x86_64-unknown-motor": {},
    "x86_64-unknown-netbsd": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:netbsd",
        ],
    },
    "x86_64-unknown-none": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:none",
        ],
    },
    "x86_64-unknown-openbsd": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:openbsd",
        ],
    },
    "x86_64-unknown-redox": {},
    "x86_64-unknown-trusty": {},
    "x86_64-unknown-uefi": {
        "0.57": [
            "@platforms//cpu:x86_64",
            "@platforms//os:uefi",
        ],
    },
    "x86_64-uwp-windows-gnu": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:windows",
        ],
    },
    "x86_64-uwp-windows-msvc": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:windows",
        ],
    },
    "x86_64-win7-windows-gnu": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:windows",
        ],
    },
    "x86_64-win7-windows-msvc": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:windows",
        ],
    },
    "x86_64-wrs-vxworks": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:vxworks",
        ],
    },
    "x86_64h-apple-darwin": {
        "0.0": [
            "@platforms//cpu:x86_64",
            "@platforms//os:macos",
        ],
    },
    "xtensa-esp32-espidf": {},
    "xtensa-esp32-none-elf": {},
    "xtensa-esp32s2-espidf": {},
    "xtensa-esp32s2-none-elf": {},
    "xtensa-esp32s3-espidf": {},
    "xtensa-esp32s3-none-elf": {},
}
