"""突发事件 (incidents): reports that come in, the incidents made of them, their grade, command and reports upward.

Owns: reports (接报) and who sent them, duplicates, incidents (事件) with facts, grade, branch, framework, phases,
command and zones, and the reports that go up the levels (报送). Does not own: plans and responses, orders, the
clocks themselves. Law: 突发事件应对法; 生产安全事故报告和调查处理条例 (国务院令第493号) for grades and report times.
"""
