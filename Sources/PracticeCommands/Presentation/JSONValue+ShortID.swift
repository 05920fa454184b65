import Counseling

// People know a thing by the beginning of its id, which lists show and which they type; a document says both.
extension JSONValue {
    /// The document with `shortID` beside each `id`: as many characters as it takes to tell all of them apart, as lists show them. What
    /// has a code or a receipt is known by that.
    func withShortIDs() -> JSONValue {
        var found: [Identifier<Named>] = []
        collect(into: &found)
        guard !found.isEmpty else { return self }
        return withShortIDs(Identifier.charactersNeeded(among: found))
    }

    /// Something of any kind.
    private enum Named {}

    private static func known(_ members: [String: JSONValue]) -> Identifier<Named>? {
        guard case .string(let id)? = members["id"], members["code"] == nil, members["receipt"] == nil else {
            return nil
        }
        return try? Identifier(hex: id)
    }

    private func collect(into found: inout [Identifier<Named>]) {
        switch self {
        case .object(let members):
            if let id = Self.known(members) { found.append(id) }
            for member in members.values { member.collect(into: &found) }
        case .array(let items): for item in items { item.collect(into: &found) }
        default: return
        }
    }

    private func withShortIDs(_ characters: Int) -> JSONValue {
        switch self {
        case .object(let members):
            var made = members.mapValues { $0.withShortIDs(characters) }
            if let id = Self.known(members) { made["shortID"] = .string(id.shortForm(characters: characters)) }
            return .object(made)
        case .array(let items): return .array(items.map { $0.withShortIDs(characters) })
        default: return self
        }
    }
}
