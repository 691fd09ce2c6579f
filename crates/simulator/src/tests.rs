use super::*;

async fn outcome(plan: &Plan) -> Outcome {
    run(plan, &|_| ()).await.expect("the run can be carried out")
}

fn short(nodes: &[usize], seed: u64) -> Plan {
    Plan { rounds: 2, round_ms: 20_000, ..Plan::new(nodes, seed) }
}

#[tokio::test]
async fn a_tree_under_every_fault_loses_nothing_leaks_nothing_and_converges() {
    for seed in 1..=3 {
        let outcome = outcome(&short(&[1, 3, 9], seed)).await;
        assert!(outcome.is_sound(), "{outcome:#?}");
        assert!(outcome.kills > 0 && outcome.messages_lost > 0, "it suffered: {outcome:?}");
        assert!(outcome.records > 50 && outcome.deliveries > 300, "it worked: {outcome:?}");
    }
}

#[tokio::test]
async fn the_same_seed_is_the_same_run() {
    let plan = Plan { rounds: 1, ..short(&[1, 2, 4], 11) };
    let timeless =
        |outcome: Outcome| Outcome { wall_ms: 0, heal_to_convergence_wall_ms: 0, ..outcome };
    let (first, second) = (outcome(&plan).await, outcome(&plan).await);
    assert_eq!(timeless(first), timeless(second));
}

/// Each seeded bug and the invariant that names it.
#[tokio::test]
async fn a_seeded_bug_is_caught_and_named() {
    let expected = [
        (Sabotage::DropReceipt, "ledger"),
        (Sabotage::WidenPolicy, "leaked"),
        (Sabotage::LoseCommit, "lost"),
        (Sabotage::DamageView, "views"),
    ];
    for (sabotage, code) in expected {
        let plan = Plan { sabotage: Some(sabotage), ..short(&[1, 2, 4], 5) };
        let outcome = outcome(&plan).await;
        assert!(!outcome.is_sound(), "{sabotage:?} goes unnoticed: {outcome:?}");
        let named = outcome.first.iter().any(|violation| violation.code == code);
        assert!(named, "{sabotage:?} is named `{code}`: {:#?}", outcome.first);
    }
}

/// Not a test by itself: what the test below starts and kills, with a folder to write to.
#[tokio::test]
async fn a_writer_that_is_killed() {
    if let Some(folder) = std::env::var_os("HUHANG_KILL_FOLDER") {
        kill::write(std::path::Path::new(&folder)).await.expect("it writes until it is killed");
    }
}

#[tokio::test]
async fn what_a_killed_process_acknowledged_is_there() {
    let this = std::env::current_exe().expect("this test's own file");
    let command = |folder: &std::path::Path| {
        let mut command = std::process::Command::new(&this);
        command.args(["--exact", "tests::a_writer_that_is_killed", "--nocapture"]);
        command.env("HUHANG_KILL_FOLDER", folder);
        command
    };
    let killed = kill::rounds(&command, 4, 1, &|_| ()).await.expect("the rounds run");
    assert!(killed.is_sound(), "{killed:?}");
}
