#!/usr/bin/osascript
-- Exports what is selected in Live's arrangement to a file, with the settings that Live's export dialog last had:
--   export: {mode: command, with: {argv: [osascript, ci/export/live.applescript, '{file}']}}
-- Live's scripting interface has no export, so that this works its menus and dialogs. It presses nothing and types nothing
-- before it has seen that Live is in front and that the dialog it is meant for is there; where anything is otherwise it
-- stops and says so (exit code 1), and a file that is there already is never replaced. Terminal, or whatever starts
-- livegate, has to be allowed under Privacy & Security, Accessibility. In a Live of another language the names below differ.

property liveName : "Live"
property menuName : "File"
property itemName : "Export Audio/Video…"
property exportTitle : "Export Audio/Video"
property saveTitles : {"Save", "Export", "Save As"}
property patience : 15 -- seconds for each dialog

on run argv
	if (count of argv) is not 1 then error "usage: live.applescript FILE" number 64
	set target to item 1 of argv
	if target does not start with "/" then error "the file has to be an absolute path: " & target number 64
	set {folderPath, fileName} to splitPath(target)
	if not isThere(folderPath) then error "there is no folder " & folderPath number 65
	if isThere(target) then error "there already: " & target number 65
	bringLiveToFront()
	if windowIsThere(exportTitle) then error "an export dialog is open already" number 66
	chooseExport()
	awaitWindow({exportTitle})
	pressReturnIn(exportTitle) -- its button Export; Live draws it itself, so that it can't be clicked by name
	set saveTitle to awaitWindow(saveTitles)
	fillIn(saveTitle, folderPath, fileName)
	return "exporting to " & target
end run

on splitPath(target)
	set AppleScript's text item delimiters to "/"
	set parts to text items of target
	set fileName to last item of parts
	set folderPath to (items 1 thru -2 of parts) as text
	set AppleScript's text item delimiters to ""
	if fileName is "" then error "the path names a folder: " & target number 64
	if folderPath is "" then set folderPath to "/"
	return {folderPath, fileName}
end splitPath

on isThere(target)
	try
		POSIX file target as alias
		return true
	on error
		return false
	end try
end isThere

on bringLiveToFront()
	tell application "System Events"
		if not (exists process liveName) then error "Live is not running" number 66
		set frontmost of process liveName to true
	end tell
	repeat patience * 4 times
		if isLiveInFront() then return
		delay 0.25
	end repeat
	error "Live did not come to the front" number 66
end bringLiveToFront

on isLiveInFront()
	tell application "System Events" to return (name of first process whose frontmost is true) is liveName
end isLiveInFront

on windowIsThere(title)
	tell application "System Events" to tell process liveName to return exists window title
end windowIsThere

on chooseExport()
	if not isLiveInFront() then error "Live is not in front any more" number 66
	tell application "System Events" to tell process liveName
		if not (exists menu item itemName of menu 1 of menu bar item menuName of menu bar 1) then error ¬
			"Live's menu " & menuName & " has no " & itemName number 66
		set entry to menu item itemName of menu 1 of menu bar item menuName of menu bar 1
		if not (enabled of entry) then error itemName & " is disabled: a dialog is open, or nothing can be exported" number 66
		click entry
	end tell
end chooseExport

on awaitWindow(titles)
	repeat patience * 4 times
		repeat with title in titles
			if windowIsThere(title as text) then return title as text
		end repeat
		delay 0.25
	end repeat
	error "no dialog came that is called " & (first item of titles) number 66
end awaitWindow

-- The key goes to whatever is in front: that has to be this dialog, looked at right before.
on pressReturnIn(title)
	tell application "System Events" to tell process liveName
		if not (my isLiveInFront()) then error "Live is not in front any more" number 66
		if name of front window is not title then error "another window came before " & title number 66
		key code 36
	end tell
end pressReturnIn

on fillIn(title, folderPath, fileName)
	tell application "System Events" to tell process liveName
		set panel to window title
		if not (exists text field 1 of panel) then error "the save dialog has no field for a name" number 66
		goToFolder(folderPath, title) of me
		set value of text field 1 of panel to fileName
		if value of text field 1 of panel is not fileName then error "the file's name did not take" number 66
		if not (exists button "Save" of panel) then error "the save dialog has no button Save" number 66
		click button "Save" of panel
		delay 0.5
		if (exists panel) and (exists sheet 1 of panel) then
			if exists button "Cancel" of sheet 1 of panel then click button "Cancel" of sheet 1 of panel
			error "Live asks whether to replace a file: it was not replaced" number 65
		end if
	end tell
end fillIn

on goToFolder(folderPath, title)
	tell application "System Events" to tell process liveName
		if not (my isLiveInFront()) then error "Live is not in front any more" number 66
		if name of front window is not title then error "another window came before " & title number 66
		keystroke "g" using {command down, shift down}
		repeat patience * 4 times
			if exists sheet 1 of window title then exit repeat
			delay 0.25
		end repeat
		if not (exists text field 1 of sheet 1 of window title) then error "no field for a folder came" number 66
		set value of text field 1 of sheet 1 of window title to folderPath
		if value of text field 1 of sheet 1 of window title is not folderPath then error "the folder did not take" number 66
		if not (my isLiveInFront()) then error "Live is not in front any more" number 66
		key code 36
		repeat patience * 4 times
			if not (exists sheet 1 of window title) then return
			delay 0.25
		end repeat
		error "the folder was not gone to: " & folderPath number 66
	end tell
end goToFolder
