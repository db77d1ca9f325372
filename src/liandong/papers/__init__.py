"""文电 (papers): what comes in and what goes out of the duty room, and the signatures on its way.

Owns: papers that came in (来文来电), papers that go out (发文) and information released to the public (信息发布), each
on the route its kind prescribes: every hop signed by somebody, timed, and bound to the text that was signed; whom it
was handed on to, and their receipts. Does not own: reports of an incident to the level above (incidents), files.
There is no electronic fax: a fax that came in is entered by hand with its scan.
Source: 山西省应急指挥救援信息系统推广应用工作方案（值班值守：批转、报送、流转审批）;
市平急一体化突发疫情应急处置联动工作方案 二（三）8（按规范流程公布信息）.
"""
