use sqlx::{Connection as _, PgConnection, Row as _};

use super::Engine;
use super::log::{issue, private};
use crate::testing::{Cluster, append};

/// What a connection sees that sets the tenant itself, or none: the engine's own guard.
async fn seen(url: &str, tenant: Option<&str>) -> i64 {
    let mut connection = PgConnection::connect(url).await.expect("a connection");
    let mut transaction = connection.begin().await.expect("a transaction");
    if let Some(tenant) = tenant {
        let set =
            sqlx::query("SELECT set_config('huhang.tenant', $1, true)").bind(tenant.to_owned());
        set.execute(&mut *transaction).await.expect("the scope is set");
    }
    let row = sqlx::query("SELECT COUNT(*) FROM record WHERE kind IN ('probe', 'notice')")
        .fetch_one(&mut *transaction)
        .await
        .expect("a count");
    row.try_get(0).expect("a number")
}

pub(crate) async fn row_level_security_hides_what_the_scope_may_not_see(cluster: &Cluster) {
    let node = Engine::Postgres(cluster).provincial().await;
    append(&node.store, private(&node.store, "cn/32/ent/b", "own")).await.unwrap();
    append(&node.store, issue(&node.store, "cn/32/miit", "cn/32/ent/b")).await.unwrap();
    let url = node.options.url.as_str();
    assert_eq!(seen(url, None).await, 0, "without a scope nothing is visible");
    assert_eq!(seen(url, Some("cn/32/ca")).await, 0);
    assert_eq!(seen(url, Some("cn/32/miit")).await, 1);
    assert_eq!(seen(url, Some("cn/32/ent/b")).await, 2);
    assert_eq!(seen(url, Some("*")).await, 2);
}
