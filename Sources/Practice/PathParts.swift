/// A path cut where its last name begins, as `dirname` and `basename` cut it. `NSString` does the same, but Foundation on Linux
/// ends the process at a name of one character, and people type `--out x`.
public enum PathParts {
    private static let slash = UInt8(ascii: "/")

    /// The folder that the path lies in; empty for a name alone, `/` for what lies in the root and for the root itself.
    public static func folder(of path: String) -> String {
        let folder = cut(path).folder
        return folder.isEmpty && path.utf8.first == slash ? "/" : folder
    }

    /// The last name; `/` for the root, empty for no path.
    public static func name(in path: String) -> String {
        let name = cut(path).name
        return name.isEmpty && !path.isEmpty ? "/" : name
    }

    /// What lies before the last name, and that name, both without slashes at the end.
    private static func cut(_ path: String) -> (folder: String, name: String) {
        let whole = trimmed(path[...])
        guard let place = whole.utf8.lastIndex(of: slash) else { return ("", String(whole)) }
        return (String(trimmed(whole[..<place])), String(whole[whole.utf8.index(after: place)...]))
    }

    private static func trimmed(_ path: Substring) -> Substring {
        guard let last = path.utf8.lastIndex(where: { $0 != slash }) else { return path[..<path.startIndex] }
        return path[..<path.utf8.index(after: last)]
    }
}
