use super::*;

fn run(plant: &mut Plant, seconds: u32) {
    for _ in 0..seconds * 10 {
        plant.step(100);
    }
}

#[test]
fn the_same_seed_gives_the_same_plant_and_another_seed_another() {
    let [mut a, mut b, mut c] = [Plant::new(7), Plant::new(7), Plant::new(8)];
    for plant in [&mut a, &mut b, &mut c] {
        run(plant, 60);
    }
    assert_eq!(a, b);
    assert_ne!(a, c);
}

#[test]
fn in_automatic_the_level_stays_between_the_switching_points() {
    let mut plant = Plant::new(1);
    let mut switched = 0;
    for _ in 0..600 {
        let before = plant.feed_pump;
        run(&mut plant, 1);
        switched += u32::from(before != plant.feed_pump);
        assert!((1850.0..2200.0).contains(&plant.level), "level {}", plant.level);
        assert!((950.0..1050.0).contains(&plant.pressure), "pressure {}", plant.pressure);
    }
    assert!(switched > 4, "the pump switched {switched} times in ten minutes");
}

#[test]
fn a_stopped_controller_lets_the_tank_run_dry_and_a_started_one_recovers() {
    let mut plant = Plant::new(1);
    plant.running = false;
    run(&mut plant, 120);
    assert!(plant.alarm_low() && !plant.feed_pump && !plant.burner, "level {}", plant.level);
    plant.running = true;
    run(&mut plant, 300);
    assert!(!plant.alarm_low() && plant.level > 1800.0, "level {}", plant.level);
}

#[test]
fn raised_switching_points_overfill_the_tank() {
    let mut plant = Plant::new(1);
    (plant.level_low, plant.level_high) = (3900.0, 4000.0);
    run(&mut plant, 300);
    assert!(plant.alarm_high());
}

#[test]
fn an_open_breaker_takes_the_pump_away() {
    let mut plant = Plant::new(1);
    plant.breaker = false;
    run(&mut plant, 10);
    assert_eq!(plant.inflow, 0.0);
    assert!(!plant.pump_runs());
}
