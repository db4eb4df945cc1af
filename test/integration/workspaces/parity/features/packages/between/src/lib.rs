pub fn shared_features() -> String {
    shared::features()
}

/// One type only where one build of `shared` is linked: the proc macro hands its own.
pub fn takes(_: shared::Shared) {}
