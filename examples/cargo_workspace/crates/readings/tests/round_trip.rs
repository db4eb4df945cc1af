//! What is packed comes back, also when two tasks do it at once.

use readings::{pack, unpack, Reading};

fn reading(celsius: f64) -> Vec<Reading> {
    vec![Reading {
        station: "Bern".to_owned(),
        celsius,
    }]
}

#[test]
fn packed_readings_come_back() -> anyhow::Result<()> {
    let readings = reading(10.25);
    assert_eq!(unpack(&pack(&readings)?)?, readings);
    Ok(())
}

#[tokio::test]
async fn two_tasks_pack_at_once() -> anyhow::Result<()> {
    let warm = tokio::spawn(async { pack(&reading(30.0)) });
    let cold = tokio::spawn(async { pack(&reading(-30.0)) });
    assert_ne!(unpack(&warm.await??)?, unpack(&cold.await??)?);
    Ok(())
}
