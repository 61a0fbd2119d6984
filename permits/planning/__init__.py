"""The procedures of plans: from draft to approval, amendment and supersession; old districts to approval."""
