import Foundation
import TestSupport
import Testing

extension SourceTree {
    /// Every Swift file under Sources, by its name.
    static func sources() throws -> [(name: String, text: String)] {
        let files = try #require(
            FileManager.default.enumerator(
                at: root.appendingPathComponent("Sources"), includingPropertiesForKeys: nil))
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map {
            ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
        }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}

extension Unicode.Scalar {
    var isHan: Bool { properties.isIdeographic }
}

extension StringProtocol {
    /// Whether a Chinese character is among its characters.
    var hasHan: Bool { unicodeScalars.contains { $0.isHan } }
}
