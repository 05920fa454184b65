// swift-format-ignore-file
// A table: English and Chinese of an entry stay under each other, whatever their length.

extension Catalogue {
    /// What swift-argument-parser 1.8 says in English only, word for word, and its translation. `HelpTranslation` looks lines
    /// up here; the place named `more` holds the parser's own words, every other one what was typed or defined.
    static var parserEntries: [Entry] { parserPrefixEntries + parserLineEntries + parserPhraseEntries }

    /// How a line begins.
    static let parserPrefixEntries: [Entry] = [
        Entry(.parserError, "Error: ", "错误："),
        Entry(.parserOverview, "OVERVIEW: ", "概述："),
        Entry(.parserUsageSection, "USAGE: ", "用法："),
        Entry(.parserUsage, "Usage: ", "用法："),
        Entry(.parserHelp, "Help:  ", "帮助："),
        Entry(.parserOr, "   or: ", "   或："),
    ]

    /// Whole lines. The longer of two that begin alike stands first.
    static let parserLineEntries: [Entry] = [
        Entry(.parserArguments, "ARGUMENTS:", "参数："),
        Entry(.parserOptions, "OPTIONS:", "选项："),
        Entry(.parserSubcommands, "SUBCOMMANDS:", "子命令："),
        Entry(.parserGroupedSubcommands, "{group} SUBCOMMANDS:", "{group} 子命令："),
        Entry(.parserSeeSubcommandHelp, "  See '{command} <subcommand>' for detailed help.", "  用 '{command} <子命令>' 查看详细帮助。"),
        Entry(.parserSeeHelp, "  See '{command}' for more information.", "  更多信息见 '{command}'。"),
        Entry(.parserUnknownOptionMeant, "Unknown option '{option}'. Did you mean '{meant}'?", "未知选项 '{option}'。您是否要输入 '{meant}'？"),
        Entry(.parserUnknownOption, "Unknown option '{option}'", "未知选项 '{option}'"),
        Entry(.parserMissingValueIn, "Missing value for '{option}' in '{group}'", "'{group}' 中的选项 '{option}' 缺少值"),
        Entry(.parserMissingValue, "Missing value for '{option}'", "选项 '{option}' 缺少值"),
        Entry(.parserTakesNoValue, "The option '{option}' does not take any value, but '{value}' was specified.", "选项 '{option}' 不带值，但给出了 '{value}'。"),
        Entry(.parserUnexpected, "Unexpected argument '{value}'", "多余的参数 '{value}'"),
        Entry(.parserUnexpectedSeveral, "{count} unexpected arguments: '{values}'", "有 {count} 个多余的参数：'{values}'"),
        Entry(.parserSetTwice, "Value to be set with flag {flag} had already been set with flag {former}", "{flag} 要设置的值已由 {former} 设置"),
        Entry(.parserMissing, "Missing expected argument '{name}'", "缺少参数 '{name}'"),
        Entry(.parserMissingOneOf, "Missing one of: '{names}'", "缺少以下之一：'{names}'"),
        Entry(.parserInvalidOption, "Invalid option: {option}", "无效的选项：{option}"),
        Entry(.parserInvalidValueFor, "The value '{value}' is invalid for '{name}'{more}", "值 '{value}' 不能用于 '{name}'{more}"),
        Entry(.parserShellUnsupported, "Can't generate completion scripts for '{shell}'.", "无法为 '{shell}' 生成补全脚本。"),
        Entry(.parserShellUnknown, "Can't autodetect a supported shell.", "无法自动识别所用的 shell。"),
        Entry(.parserShellUse, "Please use --generate-completion-script=<shell> with one of:", "请使用 --generate-completion-script=<shell>，可选："),
    ]

    /// Words inside a line. What opens a bracket keeps it as it is, because the parser's own closes it.
    static let parserPhraseEntries: [Entry] = [
        Entry(.parserShowHelp, "Show help information.", "显示帮助。"),
        Entry(.parserShowSubcommandHelp, "Show subcommand help information.", "显示子命令的帮助。"),
        Entry(.parserShowVersion, "Show the version.", "显示版本。"),
        Entry(.parserProvideFollowing, ". Please provide one of the following:", "。请从以下各项中选择："),
        Entry(.parserProvideOne, ". Please provide one of ", "。请选择："),
        Entry(.parserOptionsPlace, "<options>", "<选项>"),
        Entry(.parserSubcommandPlace, "<subcommand>", "<子命令>"),
        Entry(.parserValues, "(values: ", "(可选值："),
        Entry(.parserDefaultAfter, "; default: ", "；默认："),
        Entry(.parserDefault, "(default: ", "(默认："),
        Entry(.parserIsDefault, "(default)", "(默认)"),
    ]
}
