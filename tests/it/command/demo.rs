//! The demonstration at the terminal.

use crate::world::{Test, both};
use std::net::TcpListener;

both! {
    async fn a_demonstration_that_is_only_filled_needs_no_port(test: Test) {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let (port, served) = (address.port().to_string(), format!("http://{address}/graphql"));
        let demo = ["demo", "--states", "1", "--port", &port];
        let refused = test.run_with(&demo, "");
        assert!(!refused.done && refused.complained.contains(&format!("listening on {address}")), "{refused:?}");
        let said = test.runs(&[&demo[..], &["--no-serve"]].concat());
        assert!(said.contains(&served), "{said}");
        let tokens = std::fs::read_to_string(test.folder.join("demo.json")).unwrap();
        assert!(tokens.contains(&served) && tokens.contains("focal_point"));
        assert_eq!(test.runs(&["verify", "audit"]), "0 findings.\n");
    }
}
