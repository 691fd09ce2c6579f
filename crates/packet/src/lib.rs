//! Bytes → flows: capture files, layers 2–4, defragmentation, reassembly, the flow table. Sans-IO.
