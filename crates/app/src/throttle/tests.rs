use super::*;

fn at(seconds: i64) -> Millis {
    Millis(1_000_000 + seconds * 1000)
}

fn fail(throttle: &Throttle, login: &str, address: &str, times: u32, now: Millis) {
    for _ in 0..times {
        throttle.failed(login, address, now);
    }
}

#[test]
fn the_fifth_failure_locks_the_login_for_that_address_only() {
    let throttle = Throttle::default();
    fail(&throttle, "officer", "10.0.0.1", FREE - 1, at(0));
    assert!(throttle.check("officer", "10.0.0.1", at(0)).is_ok());
    fail(&throttle, "officer", "10.0.0.1", 1, at(0));
    let fault = throttle.check("officer", "10.0.0.1", at(0)).unwrap_err();
    assert_eq!(
        (fault.code.as_ref(), fault.params["retry_seconds"].as_str()),
        ("session.throttled", "30")
    );
    assert!(throttle.check("officer", "10.0.0.2", at(0)).is_ok());
    assert!(throttle.check("officer", "10.0.0.1", at(31)).is_ok());
}

#[test]
fn each_further_failure_doubles_the_wait_up_to_a_limit_and_success_clears_it() {
    let throttle = Throttle::default();
    fail(&throttle, "officer", "a", FREE + 1, at(0));
    assert!(throttle.check("officer", "a", at(31)).is_err());
    fail(&throttle, "officer", "a", 30, at(0));
    assert!(throttle.check("officer", "a", at(15 * 60 - 1)).is_err());
    assert!(throttle.check("officer", "a", at(15 * 60 + 1)).is_ok());
    throttle.succeeded("officer", "a");
    assert!(throttle.check("officer", "a", at(0)).is_ok());
}

#[test]
fn many_logins_from_one_address_lock_the_address_and_a_flood_stays_bounded() {
    let throttle = Throttle::default();
    for index in 0..FREE_PER_ADDRESS {
        throttle.failed(&format!("user{index}"), "a", at(0));
    }
    assert!(throttle.check("another", "a", at(0)).is_err());
    for index in 0..3 * MOST {
        throttle.failed("x", &index.to_string(), at(i64::try_from(index).unwrap()));
    }
    assert!(throttle.table().len() <= MOST + 2);
}
