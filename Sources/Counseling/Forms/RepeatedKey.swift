#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Finds a key that stands twice in one object. Which of the two counts JSON leaves open (RFC 8259, 4), so that a form with
/// one is refused rather than read by chance.
struct RepeatedKey {
    private enum Frame {
        case object(FieldPath, keys: Set<String>)
        case list(FieldPath, index: Int)
    }

    /// - Parameter json: a document that a parser took already: only its keys are looked at here.
    /// - Returns: where the first repeated key stands
    static func first(in json: ArraySlice<UInt8>) -> FieldPath? {
        var frames: [Frame] = []
        var value = FieldPath.form
        var isKeyNext = false
        var place = json.startIndex
        while place < json.endIndex {
            switch json[place] {
            case UInt8(ascii: "\""):
                let end = endOfText(in: json, from: place)
                if isKeyNext, case .object(let path, var keys)? = frames.last, let key = text(json[place..<end]) {
                    guard keys.insert(key).inserted else { return path.field(key) }
                    frames[frames.count - 1] = .object(path, keys: keys)
                    value = path.field(key)
                    isKeyNext = false
                }
                place = end
                continue
            case UInt8(ascii: "{"):
                frames.append(.object(value, keys: []))
                isKeyNext = true
            case UInt8(ascii: "["):
                frames.append(.list(value, index: 0))
                value = value.element(0)
                isKeyNext = false
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = frames.popLast()
            case UInt8(ascii: ","):
                switch frames.last {
                case .object: isKeyNext = true
                case .list(let path, let index):
                    frames[frames.count - 1] = .list(path, index: index + 1)
                    value = path.element(index + 1)
                case nil: break
                }
            default: break
            }
            place += 1
        }
        return nil
    }

    /// The place behind the closing quotation mark.
    private static func endOfText(in json: ArraySlice<UInt8>, from start: Int) -> Int {
        var place = start + 1
        while place < json.endIndex, json[place] != UInt8(ascii: "\"") {
            place += json[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place + 1, json.endIndex)
    }

    /// Decoded, because `"n\u0061me"` is another spelling of `"name"`.
    private static func text(_ quoted: ArraySlice<UInt8>) -> String? {
        try? JSONDecoder().decode(String.self, from: Data(quoted))
    }
}
