"""What the page of possible duplicates says besides what ``hub links`` says."""

from __future__ import annotations

from hub.core.wording import Message

M = Message

TITLE = M("疑似重复", "Possible duplicates")
PAIR = M("是同一件纠纷吗？", "Are these one dispute?")
SAME = M("是同一件", "The same")
DIFFERENT = M("不是同一件", "Not the same")
UNSURE = M("不确定，看下一对", "Not sure: the next pair")
UNDO = M("撤销判断", "Take the decision back")
ONE_NOW = M("现在是一件纠纷。", "They are one dispute now.")
TWO_NOW = M("现在是两件纠纷。", "They are two disputes now.")
EVIDENCE = M("依据", "What speaks for and against")
DECISIONS = M("历次判断", "Decisions so far")
READ_ONLY = M("由值班员判断；您可以查看。", "The duty clerk judges; you may look.")
SAID_SAME = M("{pair} 已判为同一件，下一轮起生效，可以撤销", "{pair}: the same, from the next round on; can be undone")
SAID_DIFFERENT = M("{pair} 已判为两件，可以撤销", "{pair}: not the same; can be undone")
SAID_UNDONE = M("{pair} 的判断已撤销", "The decision on {pair} is taken back")
BY = M("判断人", "By")
BACK = M("回到清单", "Back to the list")
