"""知识库 (knowledge base): what people read before and during an event, kept version by version.

Owns: items of five kinds (应急知识、法律法规、模型分析、应急预案、演练方案), each with every version it ever had, and
the search over them. Does not own: the bytes of a version (files) nor the digital plans the platform runs (content).
What a level above has written is read below it, as papers are handed down.
Source: 山西省应急指挥救援信息系统推广应用工作方案（知识库：上传、更新、查询）.
"""
