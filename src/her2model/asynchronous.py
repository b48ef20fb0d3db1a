ASYNCHRONOUS="async"
def asynchronous_outcomes(*a,**k): raise NotImplementedError
