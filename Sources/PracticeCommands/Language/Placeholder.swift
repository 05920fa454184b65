/// The places in a template that arguments fill: `{id}`.
enum Placeholder {
    /// A stretch of a template.
    enum Part: Equatable {
        case words(String)
        case place(String)
    }

    /// A template taken apart. A brace without its partner is an ordinary character.
    static func parts(of template: String) -> [Part] {
        var parts: [Part] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.words(String(rest[..<open]))) }
            parts.append(.place(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.words(String(rest))) }
        return parts
    }

    /// The names of a template's places, each once.
    static func names(in template: String) -> Set<String> {
        Set(parts(of: template).compactMap { if case .place(let name) = $0 { name } else { nil } })
    }
}
