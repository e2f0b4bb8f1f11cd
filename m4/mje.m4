dnl What configure.ac says more than once.

dnl MJE_APPEND_FLAGS(VARIABLE, FLAGS)
dnl Appends to VARIABLE each of FLAGS with which the compiler compiles and links without a warning.
AC_DEFUN([MJE_APPEND_FLAGS], [
  for mje_flag in $2; do
    AC_MSG_CHECKING([whether $CC takes $mje_flag])
    mje_saved_cflags=$CFLAGS
    CFLAGS="$CFLAGS -Werror $mje_flag"
    AC_LINK_IFELSE([AC_LANG_SOURCE([[int main(void) { return 0; }]])],
      [AC_MSG_RESULT([yes]); $1="$$1 $mje_flag"],
      [AC_MSG_RESULT([no])])
    CFLAGS=$mje_saved_cflags
  done
  AC_SUBST([$1])
])

dnl MJE_LIBRARY(PREFIX, MODULE, VERSION, DEBIAN-PACKAGE, LIST)
dnl Looks for MODULE >= VERSION with pkg-config. When it is missing, a line about it goes to the shell
dnl variable LIST, so that one message can name all that are; PREFIX_CFLAGS and PREFIX_LIBS are set
dnl otherwise. PREFIX_LIBS given by the user stands for the library on a system without pkg-config.
AC_DEFUN([MJE_LIBRARY], [
  PKG_CHECK_MODULES([$1], [$2 >= $3], [], [
    mje_found=`$PKG_CONFIG --modversion $2 2>/dev/null`
    mje_note="not found"
    AS_IF([test -n "$mje_found"], [
      AS_VERSION_COMPARE([$mje_found], [$3], [mje_note="found $mje_found"],
        [mje_note="found, but not what it needs itself"],
        [mje_note="found, but not what it needs itself"])])
    $5="$$5
    $2 >= $3 ($mje_note), Debian package $4"])
])

dnl MJE_FOLDER(VARIABLE, OPTION, WHAT, BASE, REST)
dnl --with-OPTION names the folder where WHAT is installed, which is REST below the folder BASE otherwise.
AC_DEFUN([MJE_FOLDER], [
  AC_ARG_WITH([$2],
    [AS_HELP_STRING([--with-$2=DIR], [where to install $3 @<:@$4$5@:>@])],
    [AS_CASE([$withval], [yes|no], [AC_MSG_ERROR([--with-$2 takes a folder])])
    $1=$withval],
    [$1='${$4}$5'])
  AC_SUBST([$1])
])
