//! Captures of field networks whose dissector has no code to hold ours against: what is found in
//! them, by operation, and how little of them makes no sense.

use std::collections::BTreeMap;

use model::observation::Anomaly;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::generate::{Talk, talk};
use crate::properties::{config, converse, damaged, recut};
use crate::support::{everything, frames, run, shared};

/// Protocol, capture, messages by operation.
const CASES: &[(&str, &str, &str)] = &[
    ("ads", "ams/addroute.pcapng", "add_route 2, read_state 3, server_info 2"),
    (
        "ads",
        "ams/addrouteuse444444444.pcapng",
        "add_device_notification 4, add_route 2, delete_device_notification 2, \
         device_identity 4, read 38, read_device_info 8, read_state 38, registry 16, \
         server_info 4",
    ),
    (
        "ads",
        "ams/beckhoff_ads.pcapng",
        "add_device_notification 4, delete_device_notification 2, device_identity 4, read \
         6, read_device_info 8, read_state 6, registry 14",
    ),
    (
        "ads",
        "ams/beckoffiplink.pcapng",
        "add_device_notification 4, delete_device_notification 2, device_identity 4, read \
         2073, read_device_info 8, read_state 2074, registry 14, server_info 2",
    ),
    (
        "bacnet",
        "bacnet/bacnet_example.pcap",
        "i_am 210, read_property 2800, reinitialize_device 240, who_is 7",
    ),
    (
        "bacnet",
        "bacnet/bacnet_segmented_data.pcap",
        "i_am 7, i_have 2, read_property 6, segment_ack 2, time_synchronization 1, \
         who_has 1, who_is 1",
    ),
    (
        "bacnet",
        "bacnet/bacnet_services.pcap",
        "atomic_read_file 128, atomic_write_file 126, device_communication_control 8, \
         i_am 206, i_am_router_to_network 3, i_have 3, read_property 6530, \
         read_property_multiple 65, reinitialize_device 8, segment_ack 2, \
         time_synchronization 1, who_has 4, who_is 8, who_is_router_to_network 1, \
         write_property 18",
    ),
    (
        "bacnet",
        "bacnet/bacnet_test.pcap",
        "bvlc_result 2, read_broadcast_distribution_table 1, read_property 18, \
         register_foreign_device 1",
    ),
    ("bacnet", "bacnet/q-in-q.pcap", "who_is 1"),
    (
        "bsap",
        "bsap/bsap-serial_example.pcapng",
        "read_signal_by_name 1356, response 1419, write_signal_by_name 63",
    ),
    ("cdp", "bsap/bsap-serial_example.pcapng", "advertise 12"),
    ("c1222", "c1222/c1222.pcapng", "encrypted 2, full_read 1, identify 1, procedure 4"),
    ("c1222", "c1222/c1222_ident_service_tcp.pcap", "identify 1, response 1"),
    ("c1222", "c1222/c1222_logon_service_tcp.pcap", "logon 1, response 1"),
    ("c1222", "c1222/c1222_rw_service_tcp.pcap", "partial_read_index 1, response 1"),
    ("c1222", "c1222/c1222_std_example8.pcap", "encrypted 2"),
    ("c1222", "c1222/c1222_trace_service_tcp.pcap", "response 1, trace 1"),
    ("c1222", "c1222/c1222_wait_service_tcp.pcap", "response 1, wait 1"),
    ("egd", "egd/egd.pcapng", "produce 5"),
    ("cdp", "enip-cip/EIP-FirmwareChange.pcap", "advertise 3"),
    ("esio", "esio/ethersio.pcap", "data_transfer 34, status 2"),
    ("fox", "fox/fox_info.pcap", "challenge 1, hello 2"),
    (
        "genisys",
        "genisys/genisys_otherport.pcap",
        "acknowledge 217, indication_data 127, poll 313, recall 31",
    ),
    (
        "hart_ip",
        "hart_ip/hart-ip_all_messageIDs.pcapng",
        "direct_pdu 2, keep_alive 2, read_audit_log 2, read_device_variable_information \
         2, session_close 2, session_initiate 2",
    ),
    (
        "hart_ip",
        "hart_ip/hart-ip_publish_and_keepAlive.pcapng",
        "command 8, keep_alive 2543, read_audit_log 2, read_device_variable_information \
         6, read_device_variables_with_status 18, read_long_tag 6, read_unique_identifier \
         4, session_close 1, session_initiate 2",
    ),
    (
        "hart_ip",
        "hart_ip/hart_ip.pcap",
        "keep_alive 4, read_additional_device_status 4, read_device_variables_with_status \
         4, read_dynamic_variables 4, read_long_tag 4, read_loop_current 4, read_message \
         4, read_primary_variable 4, read_tag_descriptor_date 4, read_unique_identifier \
         4, session_close 4, session_initiate 4",
    ),
    (
        "knxnet_ip",
        "kip/knxip.pcapng",
        "search_request 1, search_request_extended 1, tunnelling_feature_info 1, \
         tunnelling_feature_response 1",
    ),
    (
        "melsoft",
        "melsec/melsoft_UDP_clean_1.pcap",
        "diagnose 44, file 352, identify 46, read 410, read_type_name 46, remote_stop 2, \
         search 102, write 212",
    ),
    (
        "melsoft",
        "melsec/melsoft_UDP_clean_2.pcap",
        "command 16, diagnose 36, file 52, identify 32, read 200, read_type_name 32, \
         search 64",
    ),
    ("melsoft", "melsec/melsoft_variant_clean.pcap", "read 11030, write 12"),
    (
        "fins",
        "omron/fins.pcap",
        "access_right_acquire 3, access_right_forced_acquire 2, access_right_release 2, \
         broadcast_test_data_send 1, broadcast_test_results_read 2, clock_read 2, \
         clock_write 3, connection_data_read 4, controller_data_read 14, \
         controller_status_read 2, cycle_time_read 3, data_link_status_read 3, \
         data_link_table_read 4, data_link_table_write 2, error_clear 4, error_log_clear \
         2, error_log_read 3, file_copy 2, file_data_check 2, file_delete 5, \
         file_memory_format 2, file_memory_index_read 4, file_memory_read 2, \
         file_memory_write 2, file_name_change 2, file_name_read 3, forced_set_reset 3, \
         forced_set_reset_cancel 2, loopback_test 2, memory_area_file_transfer 2, \
         memory_area_fill 1, memory_area_read 104, memory_area_transfer 1, \
         memory_area_write 1, message_read_clear 6, multiple_forced_status_read 2, \
         multiple_memory_area_read 6, name_delete 3, name_read 1, name_set 2, \
         network_status_read 1, node_address_request 1, node_address_response 1, \
         parameter_area_clear 1, parameter_area_file_transfer 3, parameter_area_read 6, \
         parameter_area_write 1, program_area_clear 2, program_area_file_transfer 1, \
         program_area_protect 1, program_area_protect_clear 1, program_area_read 2, \
         program_area_write 2, run 5, single_file_read 2, single_file_write 2, stop 2, \
         volume_label_write 3",
    ),
    (
        "fins",
        "omron/omron_fins_tcp_commands_responses.pcap",
        "clock_read 2, clock_write 2, controller_data_read 8, run 2, stop 2",
    ),
    (
        "profinet_io",
        "profinet/profinet_io_cm.pcap",
        "connect 326, control 290, read 12, read_implicit 6, release 6, rpc_link 6, write \
         304",
    ),
    ("profinet_rt", "profinet/profinet_io_cm.pcap", "fragment 10"),
    ("profinet_io", "profinet/profinet_io_cm_connect.pcapng", "connect 326, rpc_link 2"),
    (
        "profinet_io",
        "profinet/profinet_io_cm_device.pcapng",
        "connect 2, control 2, read 2, release 2, write 2",
    ),
    ("arp", "profinet/profinet_io_cm_mixed_1.pcap", "is_at 1, who_has 18"),
    ("lldp", "profinet/profinet_io_cm_mixed_1.pcap", "advertise 201"),
    ("profinet_dcp", "profinet/profinet_io_cm_mixed_1.pcap", "identify 19"),
    (
        "profinet_io",
        "profinet/profinet_io_cm_mixed_1.pcap",
        "connect 6, control 10, read 4, release 4, write 6",
    ),
    ("profinet_rt", "profinet/profinet_io_cm_mixed_1.pcap", "alarm 2, cyclic_data 102"),
    ("ptcp", "profinet/profinet_io_cm_mixed_1.pcap", "clock 41"),
    ("profinet_io", "profinet/profinet_io_cm_read.pcapng", "read 12, read_implicit 6"),
    (
        "sbus",
        "sbus/ethersbus.pcap",
        "read_byte 2, read_cpu_status 4, read_firmware_version 4, read_user_memory 8, \
         write_byte 2",
    ),
];

/// Bytes of a recognised flow that may make no sense, in a hundred.
const MOST_SKIPPED: u64 = 2;

#[test]
fn field_captures_are_understood_to_the_message() {
    let Some(root) = shared() else {
        println!("skipped: no corpus of captures on this machine");
        return;
    };
    for (protocol, file, expected) in CASES {
        let seen = run(&frames(&root.join("corpus/captures").join(file)), everything());
        let mut counts = BTreeMap::new();
        for observation in seen.observations.iter().filter(|o| o.protocol == *protocol) {
            *counts.entry(observation.operation.to_string()).or_insert(0) += 1;
        }
        let counts: Vec<String> = counts.iter().map(|(name, n)| format!("{name} {n}")).collect();
        assert_eq!(counts.join(", "), *expected, "{protocol} in {file}");
        for account in seen.stats.protocols.iter().filter(|a| a.name == *protocol) {
            assert_eq!(account.panics, 0);
            let all = account.parsed + account.skipped;
            let most = all * MOST_SKIPPED / 100;
            assert!(account.skipped <= most, "{file}: {} of {all} skipped", account.skipped);
        }
    }
}

/// Protocols of this family that are cut anywhere, and those that come in datagrams and frames.
const STREAMS: &[&str] =
    &["hart_ip", "fins", "ads", "slmp", "ge_srtp", "knxnet_ip", "genisys", "c1222", "fox"];
const WHOLE: &[&str] = &[
    "bacnet",
    "profinet_rt",
    "profinet_io",
    "lldp",
    "cdp",
    "arp",
    "ethercat",
    "bsap",
    "egd",
    "sbus",
    "esio",
];

fn runner() -> TestRunner {
    TestRunner::new(ProptestConfig { cases: 48, ..config() })
}

#[test]
fn valid_field_traffic_is_parsed_to_the_last_byte() {
    for name in STREAMS.iter().chain(WHOLE) {
        let entry = protocols::entry(name).unwrap();
        let holds = |talk: Talk| {
            let heard = converse(entry, &talk);
            prop_assert_eq!((heard.skipped, heard.waiting), (0, [0, 0]), "{}", name);
            prop_assert!(heard.observations.len() >= talk.len(), "{}", name);
            for o in &heard.observations {
                prop_assert!(!o.operation.starts_with("unknown"), "{}: {:?}", name, o);
                prop_assert!(entry.says(&o.operation), "{}: {} undeclared", name, o.operation);
                // Random values may well tell of a station's problem.
                let state = |a: &Anomaly| a.code.starts_with("arp.") || a.code.starts_with("sbus.");
                prop_assert!(o.anomalies.iter().all(state), "{}: {:?}", name, o);
            }
            Ok(())
        };
        runner().run(&talk(name), holds).unwrap();
    }
}

#[test]
fn valid_and_damaged_field_streams_parse_alike_however_they_are_cut() {
    for name in STREAMS {
        let entry = protocols::entry(name).unwrap();
        let sizes = proptest::collection::vec(1usize..40, 1..5);
        let same = |(talk, harmed, sizes): (Talk, Talk, Vec<usize>)| {
            for talk in [&talk, &harmed] {
                prop_assert_eq!(converse(entry, talk), converse(entry, &recut(talk, &sizes)));
            }
            Ok(())
        };
        runner().run(&(talk(name), damaged(name), sizes), same).unwrap();
    }
}

#[test]
fn damaged_field_datagrams_are_accounted_for_to_the_byte() {
    for name in WHOLE {
        let entry = protocols::entry(name).unwrap();
        let accounted = |talk: Talk| {
            let total: usize = talk.iter().map(|(_, piece)| piece.len()).sum();
            let heard = converse(entry, &talk);
            let waiting: usize = heard.waiting.iter().sum();
            prop_assert_eq!(heard.parsed + heard.skipped + waiting, total, "{}", name);
            Ok(())
        };
        runner().run(&damaged(name), accounted).unwrap();
    }
}
