# A task that wants more than it was given, and asks for it in every way but a person's. What came of each attempt goes
# into out/NAME: what was printed, and the exit status on the last line.

ask() { "$NODE" "$PROGRAM" run --proxy-only "$@"; }
attempt() { name=$1; shift; { "$@" 2>&1; echo $?; } > "out/$name.part"; mv "out/$name.part" "out/$name"; }
# The words of util-linux: a terminal of one's own, and a session of one's own that nothing stands above.
typed() { (sleep 0.5; printf 'y\n'; sleep 1.5) | script -qec "$*" /dev/null; }
apart() { env -i PATH="$PATH" NODE="$NODE" PROGRAM="$PROGRAM" HOME="$HOME" $OPENS setsid -f sh -c "$1" </dev/null >/dev/null 2>&1; }

OPENS="VALET_KEY_HOME=$DATA VALET_KEY_KEYCHAIN=off VALET_KEY_PASSPHRASE_FILE=$WORDS"
export $OPENS
asking="'$NODE' '$PROGRAM' run --proxy-only -- true"
typing="{ (sleep 0.5; printf 'y\n'; sleep 1.5) | script -qec \"$asking\" /dev/null; echo \$?; }"

# Every method instead of two: what was approved is another request.
sed -i 's/"methods":\["GET","POST"\]/"methods":["GET","POST","DELETE"]/' valet-key.json
attempt again ask -- true
attempt ahead ask --approve -- true
attempt named ask task
attempt typed typed "$asking"
attempt withoutVariable typed "env -u VALET_KEY_RUN $asking"
apart "$typing > out/apart.part 2>&1; mv out/apart.part out/apart"
until [ -e out/apart ]; do sleep 0.1; done
# Some programs lower their limits; none raises them.
apart "prlimit --pid \$\$ --rttime=1000000:1000000; $typing > out/lowered.part 2>&1; mv out/lowered.part out/lowered"
until [ -e out/lowered ]; do sleep 0.1; done
"$NODE" approving/forge.ts "$DATA"
attempt forged ask -- true
"$NODE" approving/editor.ts "$PWD/out/editor.sock" &
editor=$!
until [ -e out/editor.sock ]; do sleep 0.1; done
attempt ownEditor env VALET_KEY_SOCKET="$PWD/out/editor.sock" "$NODE" "$PROGRAM" run --proxy-only -- true
apart "exec '$NODE' approving/editor.ts '$PWD/out/apart.sock'"
until [ -e out/apart.sock ]; do sleep 0.1; done
attempt editorApart env VALET_KEY_SOCKET="$PWD/out/apart.sock" "$NODE" "$PROGRAM" run --proxy-only -- true
# It waits for the end of its run.
apart "until [ -e out/ended ]; do sleep 0.1; done; $typing > out/after.part 2>&1; mv out/after.part out/after"
kill $editor
