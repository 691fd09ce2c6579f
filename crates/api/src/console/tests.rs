use super::*;

#[test]
fn pages_fall_back_to_the_index_and_missing_files_do_not() {
    for page in ["", "findings", "notices/0197-aa", "packs/ics-assessment/0.1.0"] {
        assert!(is_page(page), "{page}");
    }
    for file in ["assets/index-1a2b.js", "favicon.svg", "deep/x.css"] {
        assert!(!is_page(file), "{file}");
    }
}

#[tokio::test]
async fn the_console_answers_pages_and_leaves_the_api_alone() {
    let get = async |path: &str| {
        serve(Method::GET, path.parse().unwrap(), HeaderMap::new()).await.status()
    };
    assert_eq!(get("/findings").await, StatusCode::OK);
    assert_eq!(get("/api/v1/nothing").await, StatusCode::NOT_FOUND);
    assert_eq!(get("/assets/missing.js").await, StatusCode::NOT_FOUND);
}
