pub type Map<V> = fnv::FnvHashMap<u64, V>;
