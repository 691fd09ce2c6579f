//! CIP services: name and risk, by service code and class.
//!
//! Source: *CIP Networks Library* Vol. 1 appendix A-3 (common services 0x01–0x1D), 3-5.5
//! (connection manager), 5-42 (file); Rockwell 1756-PM020 (tags, symbol, template), 1756-RM005
//! (Execute PCCC). Services of classes 0x6A, 0x6D and 0xA1 are named by what public captures of
//! project uploads and firmware updates show.

use model::observation::Risk;

use super::classes::{
    CONNECTION_MANAGER, FILE, IDENTITY, PCCC, PROJECT_DATA, ROUTINE, STORAGE, SYMBOL, TEMPLATE,
    is_project,
};
use super::path::Place;

pub(crate) const SET_ATTRIBUTE_LIST: u8 = 0x04;
pub(crate) const GET_ATTRIBUTES_ALL: u8 = 0x01;
pub(crate) const GET_ATTRIBUTE_LIST: u8 = 0x03;
pub(crate) const MULTIPLE_SERVICE: u8 = 0x0a;
pub(crate) const GET_ATTRIBUTE_SINGLE: u8 = 0x0e;
pub(crate) const EXECUTE_PCCC: u8 = 0x4b;
pub(crate) const READ_TAG: u8 = 0x4c;
pub(crate) const WRITE_TAG: u8 = 0x4d;
pub(crate) const FORWARD_CLOSE: u8 = 0x4e;
pub(crate) const READ_TAG_FRAGMENTED: u8 = 0x52;
pub(crate) const UNCONNECTED_SEND: u8 = 0x52;
pub(crate) const WRITE_TAG_FRAGMENTED: u8 = 0x53;
pub(crate) const FORWARD_OPEN: u8 = 0x54;
pub(crate) const LARGE_FORWARD_OPEN: u8 = 0x5b;

/// Name and risk of a service on an object.
pub(crate) fn service(code: u8, place: &Place) -> (&'static str, Risk) {
    match code {
        0x00..=0x31 => common(code, place),
        // 0x32 to 0x4A are the vendor's. Vol. 1 table 3-4.1
        0x32..=0x4a => ("vendor_specific_service", Risk::Read),
        _ => specific(code, place).unwrap_or(("object_specific_service", Risk::Read)),
    }
}

fn common(code: u8, place: &Place) -> (&'static str, Risk) {
    let project = place.class.is_some_and(is_project);
    let changes = if project { Risk::Program } else { Risk::Control };
    match code {
        GET_ATTRIBUTES_ALL => ("get_attributes_all", reads(place)),
        0x02 => ("set_attributes_all", Risk::Write),
        GET_ATTRIBUTE_LIST => ("get_attribute_list", reads(place)),
        SET_ATTRIBUTE_LIST => ("set_attribute_list", Risk::Write),
        0x05 => ("reset", Risk::Stop),
        0x06 => ("start", Risk::Stop),
        0x07 => ("stop", Risk::Stop),
        0x08 => ("create", changes),
        0x09 => ("delete", changes),
        MULTIPLE_SERVICE => ("multiple_service_packet", Risk::Link),
        0x0d => ("apply_attributes", Risk::Write),
        GET_ATTRIBUTE_SINGLE => ("get_attribute_single", reads(place)),
        0x10 => ("set_attribute_single", Risk::Write),
        0x11 => ("find_next_object_instance", Risk::Identify),
        0x14 => ("error_response", Risk::Link),
        0x15 => ("restore", Risk::Program),
        0x16 => ("save", Risk::Program),
        0x17 => ("no_operation", Risk::Link),
        0x18 => ("get_member", reads(place)),
        0x19 => ("set_member", Risk::Write),
        0x1a => ("insert_member", Risk::Write),
        0x1b => ("remove_member", Risk::Write),
        0x1c => ("group_sync", Risk::Link),
        0x1d => ("get_connection_point_member_list", Risk::Identify),
        _ => ("reserved_service", Risk::Read),
    }
}

/// Reading what tells who a device is.
fn reads(place: &Place) -> Risk {
    if place.class == Some(IDENTITY) { Risk::Identify } else { Risk::Read }
}

fn specific(code: u8, place: &Place) -> Option<(&'static str, Risk)> {
    if place.symbolic {
        return tag(code);
    }
    match place.class {
        Some(CONNECTION_MANAGER) => connection_manager(code),
        Some(FILE) => file(code),
        Some(STORAGE) => storage(code),
        Some(PCCC) if code == EXECUTE_PCCC => Some(("execute_pccc", Risk::Read)),
        Some(IDENTITY) if code == 0x4b => Some(("flash_leds", Risk::Identify)),
        Some(SYMBOL) if code == 0x55 => Some(("get_instance_attribute_list", Risk::Identify)),
        Some(TEMPLATE) if code == READ_TAG => Some(("read_template", Risk::Identify)),
        Some(PROJECT_DATA | ROUTINE) => project(code),
        Some(SYMBOL) => tag(code),
        // Logix addresses the data of a tag by the instance of class 0x6B as well as by 0x72 and
        // others without a document.
        Some(class) if class >= 0x64 => tag(code),
        Some(_) => None,
        None => without_path(code),
    }
}

/// 1756-PM020, "CIP services": data of tags.
fn tag(code: u8) -> Option<(&'static str, Risk)> {
    Some(match code {
        READ_TAG => ("read_tag", Risk::Read),
        WRITE_TAG => ("write_tag", Risk::Write),
        0x4e => ("read_modify_write_tag", Risk::Write),
        READ_TAG_FRAGMENTED => ("read_tag_fragmented", Risk::Read),
        WRITE_TAG_FRAGMENTED => ("write_tag_fragmented", Risk::Write),
        0x55 => ("get_instance_attribute_list", Risk::Identify),
        _ => return None,
    })
}

/// Vol. 1 table 3-5.8.
fn connection_manager(code: u8) -> Option<(&'static str, Risk)> {
    Some(match code {
        FORWARD_CLOSE => ("forward_close", Risk::Link),
        UNCONNECTED_SEND => ("unconnected_send", Risk::Link),
        FORWARD_OPEN => ("forward_open", Risk::Link),
        0x56 => ("get_connection_data", Risk::Identify),
        0x57 => ("search_connection_data", Risk::Identify),
        0x5a => ("get_connection_owner", Risk::Identify),
        LARGE_FORWARD_OPEN => ("large_forward_open", Risk::Link),
        _ => return None,
    })
}

/// Vol. 1 5-42.4.
fn file(code: u8) -> Option<(&'static str, Risk)> {
    Some(match code {
        0x4b => ("initiate_upload", Risk::Read),
        0x4c => ("initiate_download", Risk::Program),
        0x4d => ("initiate_partial_read", Risk::Read),
        0x4e => ("initiate_partial_write", Risk::Program),
        0x4f => ("upload_transfer", Risk::Read),
        0x50 => ("download_transfer", Risk::Program),
        0x51 => ("clear_file", Risk::Program),
        _ => return None,
    })
}

fn storage(code: u8) -> Option<(&'static str, Risk)> {
    Some(match code {
        0x4b => ("firmware_update_begin", Risk::Firmware),
        0x4d => ("firmware_transfer", Risk::Firmware),
        0x51 => ("firmware_update_prepare", Risk::Firmware),
        _ => return None,
    })
}

fn project(code: u8) -> Option<(&'static str, Risk)> {
    Some(match code {
        0x4b => ("list_instances", Risk::Identify),
        0x4c => ("upload_routine", Risk::Program),
        0x4f => ("upload_project_data", Risk::Program),
        _ => return None,
    })
}

/// Services of a response whose request was not seen: only what is one thing on nearly any device.
fn without_path(code: u8) -> Option<(&'static str, Risk)> {
    Some(match code {
        READ_TAG => ("read_tag", Risk::Read),
        WRITE_TAG => ("write_tag", Risk::Write),
        WRITE_TAG_FRAGMENTED => ("write_tag_fragmented", Risk::Write),
        FORWARD_OPEN => ("forward_open", Risk::Link),
        LARGE_FORWARD_OPEN => ("large_forward_open", Risk::Link),
        _ => return None,
    })
}

/// Every name that [`service`] can give.
pub(crate) const NAMES: &[&str] = &[
    "get_attributes_all",
    "set_attributes_all",
    "get_attribute_list",
    "set_attribute_list",
    "reset",
    "start",
    "stop",
    "create",
    "delete",
    "multiple_service_packet",
    "apply_attributes",
    "get_attribute_single",
    "set_attribute_single",
    "find_next_object_instance",
    "error_response",
    "restore",
    "save",
    "no_operation",
    "get_member",
    "set_member",
    "insert_member",
    "remove_member",
    "group_sync",
    "get_connection_point_member_list",
    "reserved_service",
    "vendor_specific_service",
    "object_specific_service",
    "read_tag",
    "write_tag",
    "read_modify_write_tag",
    "read_tag_fragmented",
    "write_tag_fragmented",
    "get_instance_attribute_list",
    "forward_close",
    "unconnected_send",
    "forward_open",
    "get_connection_data",
    "search_connection_data",
    "get_connection_owner",
    "large_forward_open",
    "initiate_upload",
    "initiate_download",
    "initiate_partial_read",
    "initiate_partial_write",
    "upload_transfer",
    "download_transfer",
    "clear_file",
    "firmware_update_begin",
    "firmware_transfer",
    "firmware_update_prepare",
    "list_instances",
    "upload_routine",
    "upload_project_data",
    "read_template",
    "execute_pccc",
    "flash_leds",
];
