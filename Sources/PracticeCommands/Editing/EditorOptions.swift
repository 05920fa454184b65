import ArgumentParser

/// With what a person writes.
struct EditorOptions: ParsableArguments {
    @Option(help: .text(.optionEditor, valueName: "command")) var editor: String?
    @Flag(help: .text(.optionNoEditor)) var noEditor = false
}
