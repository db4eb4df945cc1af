#[cfg(unix)]
use on_unix as api;
#[cfg(windows)]
use on_windows as api;

fn main() {
    println!(
        "level={} about={} api={} plus={} seven={} helper={} loud={} quiet={} version={}",
        how::level(),
        how::about(),
        api::NAME,
        plus::VERSION,
        numbers::seven!(),
        helping::ANSWER,
        cfg!(feature = "loud"),
        cfg!(feature = "quiet"),
        env!("CARGO_PKG_VERSION"),
    );
}
