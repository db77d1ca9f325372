"""文件 (files): the evidence store (证据材料): photographs, recordings and papers, addressed by their content.

Owns: the bytes under `LIANDONG_DATA_DIR/files`, named by their SHA-256, and for each time something was handed in a row
saying what it belongs to, who handed it in and what it is. The same bytes are kept once.
Does not own: what the file is about (its subject's app does), and who may see that subject.

The content decides what a file is, never its name; what a browser could run is refused, and everything is handed out
as a download (ASVS 5.0 V5.2, V5.4). 电子证据以完整性校验值固定（公安部门规章通行做法）: the hash is on the timeline.
"""
