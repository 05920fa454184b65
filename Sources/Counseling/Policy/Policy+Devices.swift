extension Asker {
    /// Everybody brings their own keys to their own computers; which of them is lost they alone can say. The door takes nobody
    /// else's for theirs, so no fact has to be looked up.
    func device(_ action: Action) throws(PolicyRule) -> Role? { anyRole }
}
