//! The size of a memory page, asked of each family of systems in its own way.

#[cfg(unix)]
pub fn size() -> u64 {
    // SAFETY: sysconf takes a plain number and touches no memory of ours.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    u64::try_from(size).unwrap_or(0)
}

#[cfg(windows)]
pub fn size() -> u64 {
    use windows_sys::Win32::System::SystemInformation::{GetSystemInfo, SYSTEM_INFO};
    let mut system = SYSTEM_INFO::default();
    // SAFETY: the pointer is to a value that lives for the whole call.
    unsafe { GetSystemInfo(&mut system) };
    u64::from(system.dwPageSize)
}
