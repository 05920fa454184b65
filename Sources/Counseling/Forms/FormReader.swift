#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads a JSON object that a person or a script wrote, and says by name which field is wrong.
///
/// Unknown fields are refused: `"gaurdians"` silently dropped would be a minor without guardians.
struct FormReader {
    /// Where this form stands within the whole one.
    let path: FieldPath
    private let fields: [String: JSONValue]

    /// A form from UTF-8 JSON, with or without a byte order mark.
    ///
    /// - Parameter limit: the most bytes that are looked at.
    /// - Throws: `CounselingError.formTooLarge`, `.formIsNotJSON`, `.field(_, .unknownField)` for a name not in `known`, or
    ///   `.field(_, .repeated)` for one that stands twice in the same object.
    init(json: [UInt8], limit: Int, known: Set<String>) throws(CounselingError) {
        guard json.count <= limit else { throw .formTooLarge(limit: limit) }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = json.starts(with: mark) ? json.dropFirst(mark.count) : json[...]
        // The decoder takes UTF-16 and UTF-32 too, in which a quotation mark or a bracket is no byte of its own. Both have zero bytes,
        // which JSON in UTF-8 never has.
        guard !content.contains(0),
            case .object(let fields)? = try? JSONDecoder().decode(JSONValue.self, from: Data(content))
        else { throw .formIsNotJSON }
        if let path = RepeatedKey.first(in: content) { throw .field(path, .repeated) }
        try self.init(fields: fields, at: .form, known: known)
    }

    private init(fields: [String: JSONValue], at path: FieldPath, known: Set<String>) throws(CounselingError) {
        if let unknown = fields.keys.filter({ !known.contains($0) }).min() {
            throw .field(path.field(unknown), .unknownField(known: known.sorted()))
        }
        self.fields = fields
        self.path = path
    }

    /// Where the field of that name stands.
    func path(of name: String) -> FieldPath { path.field(name) }

    /// Whether the field is there, be it null.
    func isGiven(_ name: String) -> Bool { fields[name] != nil }

    /// The text of a field; nil where it is absent or null.
    func text(_ name: String) throws(CounselingError) -> String? {
        switch fields[name] {
        case nil, .null: return nil
        case .text(let text): return text
        default: throw .field(path(of: name), .wrongType(expected: .text))
        }
    }

    /// The truth value of a field; nil where it is absent or null.
    func truth(_ name: String) throws(CounselingError) -> Bool? {
        switch fields[name] {
        case nil, .null: return nil
        case .truth(let truth): return truth
        default: throw .field(path(of: name), .wrongType(expected: .truth))
        }
    }

    /// The texts of a field that may hold one or a list of them, each with where it stands.
    func texts(_ name: String, limit: Int) throws(CounselingError) -> [(text: String, path: FieldPath)] {
        switch fields[name] {
        case nil, .null: return []
        case .text(let text): return [(text, path(of: name))]
        case .list(let values):
            guard values.count <= limit else { throw .field(path(of: name), .tooMany(limit: limit)) }
            var result: [(text: String, path: FieldPath)] = []
            for (index, value) in values.enumerated() {
                let place = path(of: name).element(index)
                guard case .text(let text) = value else { throw .field(place, .wrongType(expected: .text)) }
                result.append((text, place))
            }
            return result
        default: throw .field(path(of: name), .wrongType(expected: .textOrList))
        }
    }

    /// The forms within a field that holds a list of them.
    func forms(_ name: String, known: Set<String>, limit: Int) throws(CounselingError) -> [FormReader] {
        switch fields[name] {
        case nil, .null: return []
        case .list(let values):
            guard values.count <= limit else { throw .field(path(of: name), .tooMany(limit: limit)) }
            var result: [FormReader] = []
            for (index, value) in values.enumerated() {
                let place = path(of: name).element(index)
                guard case .object(let fields) = value else { throw .field(place, .wrongType(expected: .object)) }
                result.append(try FormReader(fields: fields, at: place, known: known))
            }
            return result
        default: throw .field(path(of: name), .wrongType(expected: .list))
        }
    }

    /// The form within a field; nil where it is absent or null.
    func form(_ name: String, known: Set<String>) throws(CounselingError) -> FormReader? {
        switch fields[name] {
        case nil, .null: return nil
        case .object(let fields): return try FormReader(fields: fields, at: path(of: name), known: known)
        default: throw .field(path(of: name), .wrongType(expected: .object))
        }
    }

    /// The whole number of a field, also where it is written as text; nil where it is absent, null or empty.
    /// - Parameter range: what it must lie in
    func whole(_ name: String, in range: ClosedRange<Int>) throws(CounselingError) -> Int? {
        switch fields[name] {
        case nil, .null, .text(""): return nil
        case .number(let number):
            guard let whole = Int(exactly: number), range.contains(whole) else { break }
            return whole
        case .text(let text):
            guard let whole = Int(text), range.contains(whole) else { break }
            return whole
        default: throw .field(path(of: name), .wrongType(expected: .text))
        }
        throw .field(path(of: name), .outOfRange(range.lowerBound, range.upperBound))
    }
}
