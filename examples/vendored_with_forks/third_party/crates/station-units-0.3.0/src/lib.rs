//! Units of readings.

pub struct Hectopascal(pub u32);

pub struct Pascal(pub u32);

impl From<Hectopascal> for Pascal {
    fn from(Hectopascal(reading): Hectopascal) -> Pascal {
        Pascal(reading * 100)
    }
}
