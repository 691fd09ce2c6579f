//! IEC 104 type identifications. Source: IEC 60870-5-101 §7.3.1–7.3.6, IEC 60870-5-104 §8.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, lookup, row_of, rows};

use super::UNKNOWN_RISK;

const fn op(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

const R: Risk = Risk::Read;
const C: Risk = Risk::Control;
const W: Risk = Risk::Write;
const L: Risk = Risk::Link;

/// Sorted by code.
pub(super) const TABLE: &[Operation] = &[
    op(1, "m_sp_na_1", R),
    op(2, "m_sp_ta_1", R),
    op(3, "m_dp_na_1", R),
    op(4, "m_dp_ta_1", R),
    op(5, "m_st_na_1", R),
    op(6, "m_st_ta_1", R),
    op(7, "m_bo_na_1", R),
    op(8, "m_bo_ta_1", R),
    op(9, "m_me_na_1", R),
    op(10, "m_me_ta_1", R),
    op(11, "m_me_nb_1", R),
    op(12, "m_me_tb_1", R),
    op(13, "m_me_nc_1", R),
    op(14, "m_me_tc_1", R),
    op(15, "m_it_na_1", R),
    op(16, "m_it_ta_1", R),
    op(17, "m_ep_ta_1", R),
    op(18, "m_ep_tb_1", R),
    op(19, "m_ep_tc_1", R),
    op(20, "m_ps_na_1", R),
    op(21, "m_me_nd_1", R),
    op(30, "m_sp_tb_1", R),
    op(31, "m_dp_tb_1", R),
    op(32, "m_st_tb_1", R),
    op(33, "m_bo_tb_1", R),
    op(34, "m_me_td_1", R),
    op(35, "m_me_te_1", R),
    op(36, "m_me_tf_1", R),
    op(37, "m_it_tb_1", R),
    op(38, "m_ep_td_1", R),
    op(39, "m_ep_te_1", R),
    op(40, "m_ep_tf_1", R),
    op(41, "s_it_tc_1", R),
    op(45, "c_sc_na_1", C),
    op(46, "c_dc_na_1", C),
    op(47, "c_rc_na_1", C),
    op(48, "c_se_na_1", C),
    op(49, "c_se_nb_1", C),
    op(50, "c_se_nc_1", C),
    op(51, "c_bo_na_1", C),
    op(58, "c_sc_ta_1", C),
    op(59, "c_dc_ta_1", C),
    op(60, "c_rc_ta_1", C),
    op(61, "c_se_ta_1", C),
    op(62, "c_se_tb_1", C),
    op(63, "c_se_tc_1", C),
    op(64, "c_bo_ta_1", C),
    op(70, "m_ei_na_1", R),
    op(81, "s_ch_na_1", L),
    op(82, "s_rp_na_1", L),
    op(83, "s_ar_na_1", L),
    op(84, "s_kr_na_1", L),
    op(85, "s_ks_na_1", L),
    op(86, "s_kc_na_1", L),
    op(87, "s_er_na_1", L),
    op(90, "s_us_na_1", W),
    op(91, "s_uq_na_1", W),
    op(92, "s_ur_na_1", W),
    op(93, "s_uk_na_1", W),
    op(94, "s_ua_na_1", W),
    op(95, "s_uc_na_1", W),
    op(100, "c_ic_na_1", R),
    op(101, "c_ci_na_1", R),
    op(102, "c_rd_na_1", R),
    op(103, "c_cs_na_1", W),
    op(104, "c_ts_na_1", L),
    op(105, "c_rp_na_1", Risk::Stop),
    op(106, "c_cd_na_1", W),
    op(107, "c_ts_ta_1", L),
    op(110, "p_me_na_1", W),
    op(111, "p_me_nb_1", W),
    op(112, "p_me_nc_1", W),
    op(113, "p_ac_na_1", W),
    op(120, "f_fr_na_1", R),
    op(121, "f_sr_na_1", R),
    op(122, "f_sc_na_1", R),
    op(123, "f_ls_na_1", R),
    op(124, "f_af_na_1", R),
    op(125, "f_sg_na_1", R),
    op(126, "f_dr_ta_1", R),
    op(127, "f_sc_nb_1", R),
];

/// S and U frames are no ASDUs: their codes lie above all type identifications.
pub(super) static SUPERVISORY: Operation = op(0x1_0101, "supervisory", L);
pub(super) static EMPTY: Operation = op(0x1_0100, "empty_asdu", L);

static UNNUMBERED_OTHER: Operation = op(0x1_0103, "unnumbered", L);

static UNNUMBERED: [Operation; 6] = [
    op(0x1_0107, "startdt_act", L),
    op(0x1_010b, "startdt_con", L),
    op(0x1_0113, "stopdt_act", L),
    op(0x1_0123, "stopdt_con", L),
    op(0x1_0143, "testfr_act", L),
    op(0x1_0183, "testfr_con", L),
];

/// Names of what is no ASDU.
pub(super) const FRAMES: &[&str] = &[
    "supervisory",
    "empty_asdu",
    "unnumbered",
    "startdt_act",
    "startdt_con",
    "stopdt_act",
    "stopdt_con",
    "testfr_act",
    "testfr_con",
];

/// The row of a U frame's function octet.
pub(super) fn unnumbered(function: u8) -> &'static Operation {
    lookup(&UNNUMBERED, 0x1_0100 | u32::from(function)).unwrap_or(&UNNUMBERED_OTHER)
}

static UNKNOWN: [Operation; 256] = rows("unknown_type", UNKNOWN_RISK);

pub(super) fn find(type_id: u8) -> &'static Operation {
    row_of(TABLE, &UNKNOWN, type_id)
}

pub(super) fn is_known(type_id: u8) -> bool {
    lookup(TABLE, type_id.into()).is_some()
}

/// Octets of one information object behind its address: element, then time tag.
/// `None` where the element's own length octet decides, or nobody defined it.
pub(super) fn widths(type_id: u8) -> Option<(usize, usize)> {
    Some(match type_id {
        1 | 3 | 45 | 46 | 47 | 70 | 100 | 101 | 105 | 113 => (1, 0),
        2 | 4 => (1, 3),
        5 | 21 | 104 | 106 => (2, 0),
        6 => (2, 3),
        7 | 13 | 15 | 20 => (5, 0),
        8 | 14 | 16 => (5, 3),
        9 | 11 | 48 | 49 | 110 | 111 => (3, 0),
        10 | 12 | 17 => (3, 3),
        18 | 19 => (4, 3),
        30 | 31 => (1, 7),
        32 => (2, 7),
        33 | 36 | 37 | 41 => (5, 7),
        34 | 35 | 38 => (3, 7),
        39 | 40 => (4, 7),
        50 | 112 => (5, 0),
        51 => (4, 0),
        58..=60 => (1, 7),
        61 | 62 => (3, 7),
        63 => (5, 7),
        64 => (4, 7),
        102 => (0, 0),
        // The clock is what the command carries.
        103 => (7, 0),
        107 => (2, 7),
        120 => (6, 0),
        121 => (7, 0),
        122 | 124 => (4, 0),
        123 => (5, 0),
        126 => (6, 7),
        127 => (9, 7),
        _ => return None,
    })
}

/// Offset of the octet whose top bit is select/execute, within the element. IEC 60870-5-101
/// §7.2.6.15–7.2.6.18 and §7.2.6.39.
pub(super) fn select_offset(type_id: u8) -> Option<usize> {
    match type_id {
        45..=47 | 58..=60 => Some(0),
        48 | 49 | 61 | 62 => Some(2),
        50 | 63 => Some(4),
        _ => None,
    }
}

/// Process information that only a controlled station sends. IEC 60870-5-101 §7.3.1.
pub(super) fn is_monitoring(type_id: u8) -> bool {
    matches!(type_id, 1..=41 | 70)
}

/// Commands, system commands and parameters. IEC 60870-5-101 §7.3.2, §7.3.4, §7.3.5.
pub(super) fn is_command(type_id: u8) -> bool {
    matches!(type_id, 45..=51 | 58..=64 | 100..=107 | 110..=113)
}

/// IEC 60870-5-101 §7.2.3, table 14.
pub(super) fn cause_name(cause: u8) -> &'static str {
    match cause {
        1 => "periodic",
        2 => "background",
        3 => "spontaneous",
        4 => "initialised",
        5 => "request",
        6 => "activation",
        7 => "activation_confirmation",
        8 => "deactivation",
        9 => "deactivation_confirmation",
        10 => "activation_termination",
        11 => "return_remote_command",
        12 => "return_local_command",
        13 => "file_transfer",
        14 => "authentication",
        15 => "session_key_maintenance",
        16 => "user_role_update",
        20 => "interrogated_by_station",
        21..=36 => "interrogated_by_group",
        37 => "counters_by_general_request",
        38..=41 => "counters_by_group",
        44 => "unknown_type",
        45 => "unknown_cause",
        46 => "unknown_common_address",
        47 => "unknown_object_address",
        _ => "reserved",
    }
}

/// Whether a type may come with a cause. IEC 60870-5-101 §7.3.1–7.3.6, for each type the table of
/// its causes; told by groups of types that share theirs.
pub(super) fn causes(type_id: u8, cause: u8) -> bool {
    // Refusals mirror what they refuse.
    if matches!(cause, 44..=47) {
        return true;
    }
    match type_id {
        15 | 16 | 37 => matches!(cause, 1..=3 | 5 | 11 | 12 | 20..=41),
        1..=40 => matches!(cause, 1..=3 | 5 | 11 | 12 | 20..=36),
        45..=51 | 58..=64 | 100 | 101 | 103..=105 | 107 | 113 => matches!(cause, 6..=10),
        102 => cause == 5,
        106 => matches!(cause, 3 | 6 | 7),
        110..=112 => matches!(cause, 6 | 7 | 20..=36),
        70 => cause == 4,
        120..=127 => matches!(cause, 3 | 5 | 13),
        _ => true,
    }
}

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(super) const FIELDS: &[Field] = &[
    f("send", "u16", "IEC 60870-5-104 §5.1"),
    f("receive", "u16", "IEC 60870-5-104 §5.1"),
    f("cause", "u8", "IEC 60870-5-101 §7.2.3"),
    f("cause_name", "text", "IEC 60870-5-101 §7.2.3"),
    f("negative", "bool", "IEC 60870-5-101 §7.2.3"),
    f("test", "bool", "IEC 60870-5-101 §7.2.3"),
    f("originator", "u8", "IEC 60870-5-101 §7.2.3.1"),
    f("common_address", "u16", "IEC 60870-5-101 §7.2.4"),
    f("objects", "u8", "IEC 60870-5-101 §7.2.2"),
    f("ioa_last", "u32", "IEC 60870-5-101 §7.2.5"),
    f("select", "bool", "IEC 60870-5-101 §7.2.6.26, §7.2.6.39"),
    f("qualifier", "u8", "IEC 60870-5-101 §7.2.6.22–7.2.6.30"),
    f("value", "float", "IEC 60870-5-101 §7.2.6"),
    f("clock", "text", "IEC 60870-5-101 §7.2.6.18"),
    f("file_name", "u16", "IEC 60870-5-101 §7.2.6.33"),
    f("section", "u8", "IEC 60870-5-101 §7.2.6.34"),
    Field { name: "file_length", kind: "u32", unit: "bytes", source: "IEC 60870-5-101 §7.2.6.35" },
    Field {
        name: "segment_bytes", kind: "u8", unit: "bytes", source: "IEC 60870-5-101 §7.2.6.36"
    },
];
