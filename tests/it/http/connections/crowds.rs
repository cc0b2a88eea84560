//! Connections in crowds: thousands of silent clients, and a lack of files.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_silent_clients_keep_no_state_out_and_leave_nothing_behind() {
    if raise_open_files() < 5_000 {
        eprintln!("\n*** SILENT CLIENTS WERE NOT TESTED: this machine opens no 5,000 files. ***\n");
        return;
    }
    let test = Test::on_sqlite().await;
    let token = open_now(&test).await.token().await.unwrap();
    let instance =
        Instance::start(&test, &[("NATIONAL_SURVEY_HTTP_CONNECTIONS_PER_ADDRESS", "2500")]);
    assert_eq!(instance.role(&token).await, json!("FOCAL_POINT"));
    let before = instance.memory();
    let files = instance.open_files();
    let mut silent = Vec::new();
    for _ in 0..2_000 {
        silent.push(instance.connects().await);
    }
    let began = Instant::now();
    let saved = instance.asks(&token, SAVE).await;
    let took = began.elapsed();
    assert_eq!(saved["data"]["saveAnswers"]["outcomes"][0]["__typename"], "AnswerSaved", "{saved}");
    let grown = instance.memory().saturating_sub(before);
    eprintln!("2,000 silent connections take {} KiB; a save beside them {took:?}", grown / 1024);
    assert!(instance.open_files() >= files + 1_500, "they are held");
    assert!(grown < 40 << 20, "{grown} bytes");
    drop(silent);
    let began = Instant::now();
    while instance.open_files() > files + 20 {
        assert!(began.elapsed() < PATIENCE, "{} files, {files} before", instance.open_files());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(instance);
    test.done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lack_of_files_is_waited_out() {
    let test = Test::on_sqlite().await;
    let instance = Instance::with_open_files(&test, 80);
    let mut held = Vec::new();
    for _ in 0..120 {
        held.push(instance.connects().await);
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(instance.open_files() >= 78, "{} files are open", instance.open_files());
    let used = instance.used();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let used = instance.used() - used;
    assert!(used < 60, "it is busy waiting: {used} hundredths of a second in two seconds");
    drop(held);
    let began = Instant::now();
    loop {
        let mut stream = instance.connects().await;
        let _ = stream.write_all(HEALTH).await;
        let mut answer = [0; 64];
        match tokio::time::timeout(Duration::from_secs(1), stream.read(&mut answer)).await {
            Ok(Ok(read)) if read > 0 => break,
            _ => assert!(began.elapsed() < PATIENCE, "it never comes back"),
        }
    }
    drop(instance);
    test.done().await;
}

/// Returns the focal point of France in an open cycle, in a database that no process has open.
pub async fn open_now(test: &Test) -> Actor {
    use chrono::TimeDelta;
    let now = national_survey::clock::Clock::System.now();
    test.clock.set(now - TimeDelta::hours(2));
    let world = World::with_people(test.clone()).await;
    let version = world.publish(crate::world::FIXTURE).await;
    world.plan("2027", version, now - TimeDelta::hours(1), None).await;
    test.clock.set(now);
    let france = world.france().focal_point;
    france.token().await.unwrap();
    world.db().close().await;
    france
}
