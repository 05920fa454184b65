public import Foundation

/// The project's own files, found from this one.
public enum SourceTree {
    public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The path of the reader that was written from docs/file-format.md alone.
    public static let reader = root.appendingPathComponent("Tests/Reader/reader.py").path

    /// Where the program and its libraries were built, beside the tests.
    public static let built = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
}
