"""路网 (roads): how long the way takes, by which roads, and which of them are closed or slow just now.

Owns: the road graph of this node (read from OpenStreetMap or a table of links, kept under the data folder), travel
times, routes and areas reached in a time, and closures (道路封闭) and slow stretches, in force at once.

Does not own: where a unit is (resources, dispatch), whom to send (dispatch), the speeds themselves (content).

Standing behind it: 应急指挥“一张图” 的路径分析 of the provincial command system; design speeds of CJJ 37 and JTG B01.
Where no graph is loaded a time is estimated in a straight line and says so (`Method.STRAIGHT_LINE`).
"""
